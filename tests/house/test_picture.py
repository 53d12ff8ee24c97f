"""The picture of a session: it shows what the shell prints."""

import xml.dom.minidom

import pytest

import picture
from conftest import LIBRARY, ROOT

pytestmark = [pytest.mark.hostless, pytest.mark.foreign]


def test_the_picture_shows_what_the_shell_prints(hub):
    lines = picture.session(LIBRARY, hub.url)
    assert max(sum(len(text) for _, text in line) for line in lines) <= 80
    assert picture.picture(lines) == picture.PICTURE.read_text("utf-8")


def test_the_picture_is_well_formed_and_asks_nobody():
    text = (ROOT / "docs" / "shell.svg").read_text(encoding="utf-8")
    root = xml.dom.minidom.parseString(text).documentElement
    assert root.tagName == "svg" and "href" not in text and "url(" not in text
    assert len(root.getElementsByTagName("text")) > 20
