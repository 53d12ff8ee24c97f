"""Texts and random queries for the keyword tests: recorded abstracts where
they are to be had, made ones otherwise, and texts with what breaks tokenizers.
Everything is drawn from a seed, so that a failure can be repeated."""

import json
import random
import sqlite3
import unicodedata

from conftest import SHARED

TOKENIZERS = ["porter unicode61", "unicode61", "ascii",
              "unicode61 remove_diacritics 0 tokenchars '-_+'", "trigram"]


def tokenizers():
    """Those that this SQLite has."""
    has_trigrams = sqlite3.sqlite_version_info >= (3, 34)
    return TOKENIZERS if has_trigrams else TOKENIZERS[:-1]


ODD_TEXTS = [
    "", " ", "a", "...", "aaaa aaaa aaa aa a", "abcabc abcabcabc bcabca",
    "Élan vital: naïve café, CAFÉ, cafe\u0301. Straße STRASSE ﬁne.",
    "深度学习 模型。大型语言模型,视觉语言模型 2024年",
    "ディープラーニング と 機械学習 の モデル", "한국어 모델 학습",
    "emoji 😀 models 🚀🚀 agents👩‍💻 model", "C++ and C# and F1, GPT-4o; x: y",
    "one. Two: three four. five five five six.  seven\n\neight. nine",
    "İstanbul ΩMEGA Ⱥxyz ȺȺȺ Ⱦab", "tab\tnew\nline\rreturn\x0bvertical",
    "model model model model model train model train train", "don't can't",
    "x y x y x x y y x y z", "the cat sat on the mat. The cat: the mat",
]

WORDS = """model models modeling agent agents vision language training trained
    data dataset learning learned diffusion image video generation reasoning
    text large small network attention transformer policy reward benchmark
    efficient novel method approach performance quality human code speech
    audio robot graph token context memory search""".split()


def recorded_abstracts(count):
    texts = []
    for path in sorted(SHARED.glob("daily/*.json")) if SHARED.is_dir() else ():
        for entry in json.loads(path.read_text()):
            texts.append(entry["paper"]["summary"])
    random.Random(1).shuffle(texts)
    return texts[:count]


def made_abstracts(count):
    dice = random.Random(2)
    texts = []
    for _ in range(count):
        sentences = []
        for _ in range(dice.randint(3, 9)):
            words = dice.choices(WORDS, k=dice.randint(5, 25))
            sentence = " ".join(words)
            if dice.random() < 0.3:
                sentence = sentence.replace(" ", dice.choice(["-", ", "]), 2)
            sentences.append(sentence.capitalize() + ".")
        texts.append(" ".join(sentences))
    return texts


def abstracts(count):
    texts = recorded_abstracts(count)
    return texts + made_abstracts(count - len(texts))


def is_bare(word):
    return bool(word) and all(
        c.isalnum() if ord(c) < 128 else True for c in word)


class Queries:
    """Random queries that FTS5 accepts, made of a corpus' own words."""

    def __init__(self, texts, seed):
        self.dice = random.Random(seed)
        self.sentences = [text.split() for text in texts if text.split()]

    def run(self, longest):
        words = self.dice.choice(self.sentences)
        start = self.dice.randrange(len(words))
        return words[start:start + self.dice.randint(1, longest)]

    def common(self):
        return self.dice.choice(
            "the of model models and to data learning a we image".split())

    def respell(self, word):
        draw = self.dice.random()
        if draw < 0.1:
            return word.upper()
        if draw < 0.15:
            return "".join(
                c + "\u0301" if c in "aeiou" else c for c in word)
        if draw < 0.2:
            return unicodedata.normalize("NFD", word)
        return word

    def word(self):
        if self.dice.random() < 0.35:
            return self.common()
        if self.dice.random() < 0.04:
            return self.dice.choice(["😀", "_", '""', '"."', "模型", "深度学习",
                                     "café", "naïve", "and", "or", "not"])
        word = "".join(c for c in self.run(1)[0]
                       if is_bare(c)) or "model"
        word = self.respell(word)
        return word.lower() if word in ("AND", "OR", "NOT", "NEAR") else word

    def string(self):
        draw = self.dice.random()
        if draw < 0.6:
            return self.word()
        if draw < 0.7:
            return '"' + " ".join(self.common() for _ in range(
                self.dice.randint(1, 3))) + '"'
        text = " ".join(self.run(4))
        return '"' + self.respell(text).replace('"', '""') + '"'

    def part(self):
        text = self.string()
        if self.dice.random() < 0.2:
            if text[-1] != '"' and self.dice.random() < 0.7:
                text = text[:self.dice.randint(1, len(text))]
            text += self.dice.choice(["*", " *"])
        return text

    def phrase(self):
        text = self.part()
        while self.dice.random() < 0.12:
            text += self.dice.choice(["+", " + "]) + self.part()
        return text

    def near(self):
        phrases = [self.phrase() for _ in range(self.dice.randint(1, 4))]
        distance = self.dice.choice(["", "", ", 0", ",1", ", 3", ",20"])
        return self.dice.choice(["NEAR(", "NEAR ("]) + \
            " ".join(phrases) + distance + ")"

    def item(self):
        draw = self.dice.random()
        if draw < 0.12:
            return self.near()
        if draw < 0.22:
            return self.dice.choice(["^", "^ "]) + self.phrase()
        return self.phrase()

    def query(self, depth=3):
        draw = self.dice.random()
        if depth == 0 or draw < 0.35:
            count = 1 if self.dice.random() < 0.6 else 2
            return " ".join(self.item() for _ in range(count))
        if draw < 0.5:
            return "(" + self.query(depth - 1) + ")"
        operator = self.dice.choice([" AND ", " OR ", " OR ", " NOT "])
        return self.query(depth - 1) + operator + self.query(depth - 1)


def small_texts(count):
    """Texts of few words, in which everything occurs and overlaps."""
    dice = random.Random(4)
    words = ["a", "ab", "abc", "b", "ba", "abcd", "c"]
    return [" ".join(dice.choices(words, k=dice.randint(1, 30)))
            for _ in range(count)]


class SmallQueries(Queries):
    """Queries of the same words: phrases that repeat and contain each other,
    starts of starts, NEARs of what stands everywhere."""

    def word(self):
        return self.dice.choice(["a", "ab", "abc", "b", "ba", "abcd", "c"])

    def string(self):
        if self.dice.random() < 0.5:
            return self.word()
        return '"' + " ".join(
            self.word() for _ in range(self.dice.randint(1, 4))) + '"'

    def part(self):
        return self.string() + self.dice.choice(["", "", "*"])


class ManyQueries(SmallQueries):
    """Queries of many words, up to some hundred, and of few parts that come
    again and again: equal phrases, equal NEARs, phrases that begin alike."""

    def query(self, depth=3):
        parts = [self.item() for _ in range(self.dice.randint(1, 12))]
        if self.dice.random() < 0.5:
            parts.append(self.near())
        lists = []
        for _ in range(self.dice.randint(2, 12)):
            count = self.dice.randint(1, 9)
            operator = self.dice.choice([" ", " OR ", " OR ", " AND "])
            lists.append("(" + operator.join(
                self.dice.choices(parts, k=count)) + ")")
        text = lists[0]
        for part in lists[1:]:
            operator = self.dice.choice([" OR ", " OR ", " OR ", " AND ",
                                         " NOT "])
            text = self.dice.choice(["(" + text + ")" + operator + part,
                                     text + operator + part,
                                     part + operator + text])
        return text
