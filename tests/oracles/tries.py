"""What an oracle is for those that run it: a generator without an end, which
gives None for each thing that it has tried, or a text that tells what
differs."""

import itertools

SHOWN = 5


def differences(tries, count):
    """The first that are found among so many tries."""
    found = filter(None, itertools.islice(tries, count))
    return "\n".join(itertools.islice(found, SHOWN))
