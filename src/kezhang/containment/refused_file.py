"""不收的文件: the one way in which opening a file from outside fails."""


class RefusedFile(Exception):
    """The file is not read; ``str`` of it is the Chinese sentence that says why and what would be right."""
