"""中文数字: the numerals that headings and ordinals are written with, from 1 to 99."""

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """
    >>> [chinese_number(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    if not 1 <= number <= 99:
        raise ValueError(f"{number} 不在1至99之间")
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")
