#!/usr/bin/env python3
"""Whether a page is well-formed HTML that refers to nothing outside of itself.

check_page.py PAGE: prints the number of rows of its list of cases, or what is wrong, with exit status 1.
"""

import re
import sys
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "input", "link", "hr"}
DRAWN = {"line", "rect", "circle", "path"}


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.rows, self.wrong = [], set(), [], 0, []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            if attributes["id"] in self.ids:
                self.wrong.append(f"id {attributes['id']} twice")
            self.ids.add(attributes["id"])
            self.rows += tag == "tr" and attributes["id"].startswith("c")
        for name in ("src", "href", "xlink:href", "action", "data"):
            value = attributes.get(name)
            if value is None or value.startswith("data:"):
                continue
            if value.startswith("#"):
                self.links.append(value[1:])
            else:
                self.wrong.append(f"{tag} refers to {value}")
        if tag in {"link", "iframe", "object", "embed", "base"}:
            self.wrong.append(tag)

    def handle_startendtag(self, tag, attributes):
        if tag in DRAWN:
            return
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


page = open(sys.argv[1], encoding="utf-8").read()
checker = Checker()
checker.feed(page)
wrong = checker.wrong + [f"{tag} is not closed" for tag in checker.open]
wrong += [f"no place {link}" for link in checker.links if link not in checker.ids]
wrong += re.findall(r"https?://\S*|url\([^)]*\)|@import|\bfetch\(|XMLHttpRequest", page)
if wrong:
    print("\n".join(wrong[:20]))
    sys.exit(1)
print(checker.rows)
