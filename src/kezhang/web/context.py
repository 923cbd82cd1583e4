"""What every page shows around itself."""


def frame(request):
    return {}
