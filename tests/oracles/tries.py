"""What an oracle is for those that run it: a generator without an end, which
gives None for each thing that it has tried, or a text that tells what
differs."""

import itertools

SHOWN = 5


def shorter(text, fails):
    """The text without what it does not need to fail, too."""
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text):
            cut = text[:at] + text[at + size:]
            if fails(cut):
                text = cut
            else:
                at += size
        size //= 2
    return text


def differences(tries, count):
    """The first that are found among so many tries."""
    found = filter(None, itertools.islice(tries, count))
    return "\n".join(itertools.islice(found, SHOWN))
