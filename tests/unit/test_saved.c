/* ext/saved: recognising a saved listing, the grammar of page text, the HTML
** around a listing. Every case is read in pieces of several sizes, each in a
** block of its own. tests/saved/test_saved.py tests the recorded pages. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hub/relation/papers.h"
#include "saved/saved.h"

/* So long that it can only be an abstract. */
#define PROSE                                                                  \
  "We describe a way to read what others have saved. It looks at one line, "   \
  "and at the one behind it, and at no other. On three pages of a site it "    \
  "finds every title and every abstract that a person finds there."

#define HEADER "Get trending papers in your email inbox!\n"

/* The last paper of a page with blocks, which may lack its own. */
#define LAST "A Last Title\n" PROSE
#define LAST_ROW "title=A Last Title abstract=PROSE\n"

#define IS_NO_PAPER                                                            \
  " is not a title with its abstract: remove what is not of the page"

static const struct {
  int field;
  const char *name;
} shown[] = {
    {PAPERS_ID, "id"},
    {PAPERS_TITLE, "title"},
    {PAPERS_ABSTRACT, "abstract"},
    {PAPERS_AUTHOR_COUNT, "authors"},
    {PAPERS_SUBMITTER, "by"},
    {PAPERS_UPVOTES, "upvotes"},
    {PAPERS_ORGANIZATION, "org"},
    {PAPERS_ORGANIZATION_NAME, "orgname"},
    {PAPERS_PUBLISHED, "published"},
    {PAPERS_COMMENTS, "comments"},
    {PAPERS_LISTED, "listed"},
    {PAPERS_REPO, "repo"},
    {PAPERS_REPO_SOURCE, "source"},
};

/* Writes a paper as "title=A abstract=B\n", with PROSE for that text. */
static void write_paper(struct buffer *to, const struct values *paper) {
  const char *space = "";
  for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
    if (!values_has(paper, shown[i].field)) continue;
    buffer_format(to, "%s%s=", space, shown[i].name);
    if (!column_is_number(&papers.columns[shown[i].field])) {
      struct slice text = values_text(paper, shown[i].field);
      bool is_prose = slice_is(text, PROSE);
      buffer_append_slice(to, is_prose ? slice_of("PROSE") : text);
    } else {
      buffer_format(to, "%lld",
                    (long long)values_number(paper, shown[i].field));
    }
    space = " ";
  }
  buffer_append_byte(to, '\n');
}

static void write_papers(struct buffer *to, struct saved *saved) {
  const struct values *paper;
  while ((paper = saved_pop(saved))) {
    write_paper(to, paper);
  }
}

static bool feed_copy(struct saved *saved, const char *at, size_t length,
                      struct error *error) {
  char *piece = malloc(length);
  assert_non_null(piece);
  memcpy(piece, at, length);
  bool going = saved_feed(saved, piece, length, error);
  free(piece);
  return going;
}

static char *read_saved(struct slice content, size_t piece, int year) {
  struct error error = {0};
  struct buffer output;
  struct saved *saved = saved_new(FIELD_ALL, year, &error);
  assert_non_null(saved);
  buffer_init(&output, 1 << 24);
  for (size_t at = 0; at < content.length; at += piece) {
    size_t left = content.length - at;
    if (!feed_copy(saved, content.at + at, left < piece ? left : piece,
                   &error)) {
      break;
    }
    write_papers(&output, saved);
  }
  saved_end(saved, &error);
  write_papers(&output, saved);
  if (error.outcome != OK) buffer_format(&output, "!%s", error.text);
  saved_free(saved);
  return buffer_take(&output);
}

static void expect_slice(struct slice content, int year, const char *expected) {
  static const size_t pieces[] = {SIZE_MAX / 2, 1, 7};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    char *output = read_saved(content, pieces[i], year);
    assert_string_equal(output, expected);
    free(output);
  }
}

static void expect(const char *content, const char *expected) {
  expect_slice(slice_of(content), 0, expected);
}

static void expect_in(int year, const char *content, const char *expected) {
  expect_slice(slice_of(content), year, expected);
}

static void test_blocks(void **state) {
  expect(HEADER "Nov 3\nA Title\n" PROSE "\n  • 8 authors\n·\nOct 1, 2024 12\n",
         "title=A Title abstract=PROSE authors=8 published=2024-10-01 "
         "comments=12 listed=--11-03\n");
  expect(HEADER "A Title\n" PROSE "\nfacebook AI at Meta\n·\nOct 1\n",
         "title=A Title abstract=PROSE org=facebook orgname=AI at Meta "
         "published=--10-01\n");
  expect(HEADER "A Title\n" PROSE "\nnvidia\n·\nOct 1\nNext\nB\n" PROSE,
         "title=A Title abstract=PROSE org=nvidia published=--10-01\n"
         "title=B abstract=PROSE\n");
  expect(HEADER "A\n" PROSE "\n• 1,024 authors · May 4 1,200\n" LAST,
         "title=A abstract=PROSE authors=1024 published=--05-04 "
         "comments=1200\n" LAST_ROW);
  /* The comments may stand on a line of their own; 0 is a number, too. */
  expect(HEADER "A\n" PROSE "\n• 2 authors\n·\nMay 4\n\n0\n" LAST,
         "title=A abstract=PROSE authors=2 published=--05-04 "
         "comments=0\n" LAST_ROW);
  expect(HEADER "A\n" PROSE
                "\n• 2 authors\n·\nPublished on May 4, 2024\nUpvote\n"
                "120\nGitHub 12.3k\narXiv Page\n" LAST,
         "title=A abstract=PROSE authors=2 published=2024-05-04 "
         "comments=120\n" LAST_ROW);
}

static void test_a_block_without_its_parts(void **state) {
  expect(HEADER "A\n" PROSE "\n• 2 authors\nB\n" PROSE "\n·\nMay 4\n" LAST,
         "title=A abstract=PROSE authors=2\n!line 5: \"B\"" IS_NO_PAPER);
  expect(HEADER "A\n" PROSE "\n• 2 authors\n·\n" LAST,
         "title=A abstract=PROSE authors=2\n" LAST_ROW);
  /* February 30 is not a day, so it is a title. */
  expect(HEADER "A\n" PROSE "\nFebruary 30\n" PROSE,
         "title=A abstract=PROSE\ntitle=February 30 abstract=PROSE\n");
}

/* A title is sure without its abstract where it has its block, and the paper
** before has its own: else one of the two lines may be foreign. */
static void test_missing_abstracts(void **state) {
  expect(HEADER "A\nB\n" PROSE "\nC\n" PROSE, "!line 2: \"A\"" IS_NO_PAPER);
  expect(HEADER "A\n" PROSE "\nB\nC\n" PROSE,
         "title=A abstract=PROSE\n!line 4: \"B\"" IS_NO_PAPER);
  expect(HEADER "A\n" PROSE "\nB\n• 3 authors\n·\nMay 4\n" LAST,
         "title=A abstract=PROSE\n!line 4: \"B\"" IS_NO_PAPER);
  expect(HEADER "A\n" PROSE "\n• 2 authors\n·\nMay 4\n"
                "B\n• 3 authors\n·\nMay 4\n" LAST,
         "title=A abstract=PROSE authors=2 published=--05-04\n"
         "title=B authors=3 published=--05-04\n" LAST_ROW);
  expect(HEADER "A\nnvidia NVIDIA\n·\nMay 4\nB\n" PROSE,
         "title=A org=nvidia orgname=NVIDIA published=--05-04\n"
         "title=B abstract=PROSE\n");
}

static void test_short_abstracts(void **state) {
  expect(HEADER "A\nToo short to say much.\n• 3 authors\n·\nMay 4\n" LAST,
         "title=A abstract=Too short to say much. authors=3 "
         "published=--05-04\n" LAST_ROW);
  expect(HEADER "A\nShort one\nB\nShort two\nC\n" PROSE,
         "!line 2: \"A\"" IS_NO_PAPER);
  expect(HEADER "A\nThis is a short sentence that begins an abstract.\n" PROSE
                "\nB\n" PROSE,
         "title=A abstract=This is a short sentence that begins an "
         "abstract.\n" PROSE "\ntitle=B abstract=PROSE\n");
}

/* What follows a page, or stands between its papers, is an error and no row. */
static void test_foreign_lines(void **state) {
  static const char *const tails[] = {
      "Bye,\nAnn\n",
      "Best regards\nAnn Example\n",
      "Cheers, Ann\n",
      "-- \nAnn Example\nExample Lab, Example Town\n",
      "____________\nPapers mailing list\nhttps://lists.example.org/papers\n",
      "NOTICE\n\nThis e-mail is not for you. " PROSE "\n",
      "Another E-Mail Was Meant\n\nTo unsubscribe do nothing. " PROSE "\n"};
  static const char *const pages[] = {"", "\n• 2 authors\n·\nOct 1, 2024\n"};
  for (size_t i = 0; i < sizeof tails / sizeof tails[0] * 2; i++) {
    struct buffer page;
    buffer_init(&page, 4096);
    buffer_format(&page, HEADER "A Title\n%s%s\n%s", PROSE, pages[i % 2],
                  tails[i / 2]);
    char *output = read_saved(buffer_slice(&page), 4096, 0);
    assert_null(strstr(strstr(output, "\n"), "title="));
    assert_non_null(strstr(output, IS_NO_PAPER));
    free(output);
    buffer_clear(&page);
  }
  expect(HEADER "A\n" PROSE "\nVon: Ann\nGesendet: heute\nAn: Bo\n"
                "Betreff: Papers\n\nSent from my phone\n",
         "title=A abstract=PROSE\n");
  expect("Hello,\n\nhere is a page. " PROSE "\n\n" HEADER "A\n" PROSE,
         "title=A abstract=PROSE\n");
}

/* The same marks before each title are no part of them. */
static void test_titles_that_begin_alike(void **state) {
  expect(HEADER "Foo: One\n" PROSE "\nFoo: Two\n" PROSE "\nFoo: Three\n" PROSE,
         "title=Foo: One abstract=PROSE\ntitle=Foo: Two abstract=PROSE\n"
         "!line 6: \"Foo: Three\"" IS_NO_PAPER);
  expect(HEADER "(1) One\n" PROSE "\n(22) Two\n" PROSE "\n(3) Three\n" PROSE,
         "title=(1) One abstract=PROSE\ntitle=(22) Two abstract=PROSE\n"
         "!line 6: \"(3) Three\"" IS_NO_PAPER);
  expect(HEADER "3D One\n" PROSE "\n3D Two\n" PROSE "\n4D Three\n" PROSE,
         "title=3D One abstract=PROSE\ntitle=3D Two abstract=PROSE\n"
         "title=4D Three abstract=PROSE\n");
  expect(HEADER "Title: One\n" PROSE, "!line 2: \"Title: One\"" IS_NO_PAPER);
}

static void test_more_paragraphs(void **state) {
  expect(HEADER "A\n" PROSE "\n\n" PROSE "\n\nB\n" PROSE,
         "title=A abstract=" PROSE "\n" PROSE "\ntitle=B abstract=PROSE\n");
  expect(HEADER "A\n" PROSE
                "\nCode: https://github.com/example-lab/page\nB\n" PROSE,
         "title=A abstract=" PROSE
         "\nCode: https://github.com/example-lab/page "
         "repo=https://github.com/example-lab/page source=abstract\n"
         "title=B abstract=PROSE\n");
  expect(HEADER "A\n" PROSE "\n- and here is the first of two more remarks\n"
                "- two\nB\n" PROSE,
         "title=A abstract=" PROSE
         "\n- and here is the first of two more remarks\n- two\n"
         "title=B abstract=PROSE\n");
  expect(HEADER
         "A\nWe contribute\n\xe2\x80\xa2 data\n\xe2\x80\xa2 a model of some "
         "size, and its code\n\xe2\x80\xa2 8 authors\n\xe2\x80\xa2 8 aut",
         "title=A abstract=We contribute\n\xe2\x80\xa2 data\n\xe2\x80\xa2 a "
         "model of "
         "some size, and its code authors=8\n");
}

static void test_a_title_may_be_a_day(void **state) {
  expect(HEADER "A\n" PROSE "\n2 authors\n.\nJun 10 9\nSeptember 11\n" PROSE
                "\n3 authors\nJun 11\nJun 11\n" LAST,
         "title=A abstract=PROSE authors=2 published=--06-10 comments=9\n"
         "title=September 11 abstract=PROSE authors=3 "
         "published=--06-11\n" LAST_ROW);
}

#define TWENTY "as long as titles go"
#define LONG_TITLE                                                             \
  "A Title of Unusual Length: " TWENTY ", " TWENTY ", " TWENTY ", " TWENTY     \
  ", " TWENTY ", " TWENTY ", " TWENTY ", vs. Others"

static void test_long_and_odd_titles(void **state) {
  expect(HEADER LONG_TITLE "\n" PROSE "\n" LONG_TITLE "\n" PROSE,
         "title=" LONG_TITLE " abstract=PROSE\n"
         "title=" LONG_TITLE " abstract=PROSE\n");
  expect(HEADER "1984\nTrees: New Ways to Subscribe\n" PROSE
                "\nNew Daily Papers\n" PROSE
                "\nSubscribeNet: a Network\n" PROSE,
         "title=Trees: New Ways to Subscribe abstract=PROSE\n"
         "title=New Daily Papers abstract=PROSE\n"
         "title=SubscribeNet: a Network abstract=PROSE\n");
  expect(HEADER "All You Need is a Title That Ends With a Full Stop.\n" PROSE
                "\n2 authors\n",
         "title=All You Need is a Title That Ends With a Full Stop. "
         "abstract=PROSE authors=2\n");
  /* An abstract without a title: a page may begin so where it was cut. */
  expect(PROSE "\n2 authors\n·\nMay 4\nB\n" PROSE "\n3 authors",
         "abstract=PROSE authors=2 published=--05-04\n"
         "title=B abstract=PROSE authors=3\n");
  expect(
      HEADER "Nov 3\n" PROSE "\nB\n" PROSE,
      "!line 3: \"We describe a way to read what others have saved. It looks "
      "at o\"" IS_NO_PAPER);
}

static void test_headers(void **state) {
  static const char *const glued[] = {
      "Subscribe",
      "newGet trending papers in your email inbox once a day!Subscribe",
      "Daily PapersbyAK and the research community",
      "Get trending papers in your email inbox! Subscribe\nDaily Papers",
      "Get trending papers\nby AK and the research community\nDaily Papers"};
  for (size_t i = 0; i < sizeof glued / sizeof glued[0]; i++) {
    struct buffer page;
    buffer_init(&page, 4096);
    buffer_format(&page, "%sA Title\n%s", glued[i], PROSE);
    expect_slice(buffer_slice(&page), 0, "title=A Title abstract=PROSE\n");
    buffer_clear(&page);
  }
  expect("Subscribes1: Simple Scaling\n" PROSE,
         "title=s1: Simple Scaling abstract=PROSE\n");
  expect("SubscribemHC: Manifolds\n" PROSE,
         "title=mHC: Manifolds abstract=PROSE\n");
  expect(HEADER "Subscribers and What They Read\n" PROSE,
         "title=Subscribers and What They Read abstract=PROSE\n");
  expect("Hugging Face\nModels\nA New Button\n" HEADER
         "Subscribe\nAnother\nNov "
         "3\nA\n" PROSE,
         "title=A abstract=PROSE listed=--11-03\n");
  expect(HEADER "11/3/2025\nA\n" PROSE, "title=A abstract=PROSE\n");
  expect(HEADER "November 2025\nA\n" PROSE, "title=A abstract=PROSE\n");
  expect(HEADER "Week 45, 2025\n2025-W45\nWeek 4\nA\n" PROSE,
         "title=A abstract=PROSE\n");
  expect(HEADER "Week 45 of Weeks\n" PROSE,
         "title=Week 45 of Weeks abstract=PROSE\n");
  expect(HEADER "Nov 3\nDec 4\nA\n" PROSE,
         "title=A abstract=PROSE listed=--11-03\n");
  expect("new\n\nSubscribe\n" HEADER, "");
}

/* Two pages in one file. */
static void test_two_pages(void **state) {
  expect(HEADER "Nov 3\nA\n" PROSE "\n\nnew\n" HEADER "Nov 4, 2025\nB\n" PROSE
                "\n• 2 authors\n" HEADER LAST,
         "title=A abstract=PROSE listed=--11-03\n"
         "title=B abstract=PROSE authors=2 listed=2025-11-04\n" LAST_ROW);
}

static void test_years(void **state) {
#define DAYS(page, paper) HEADER page "\nA\n" PROSE "\n• 2 authors\n·\n" paper
#define PAPER "title=A abstract=PROSE authors=2 published="
  expect_in(2025, DAYS("Nov 3", "Jun 10"),
            PAPER "2025-06-10 listed=2025-11-03\n");
  expect_in(2025, DAYS("Nov 3", "Nov 3 4"),
            PAPER "2025-11-03 comments=4 listed=2025-11-03\n");
  /* Nothing is listed before it is published. */
  expect_in(2025, DAYS("Jan 2", "Dec 30"),
            PAPER "2024-12-30 listed=2025-01-02\n");
  expect_in(2025, DAYS("Jan 2, 2024", "Jan 1"),
            PAPER "2024-01-01 listed=2024-01-02\n");
  expect_in(2025, DAYS("", "Dec 30"), PAPER "2025-12-30\n");
  expect_in(2025, DAYS("Nov 3", "Jun 10, 2021"),
            PAPER "2021-06-10 listed=2025-11-03\n");
  /* The year of the page is not the year of a paper that has none. */
  expect(DAYS("Nov 3, 2025", "Jun 10"), PAPER "--06-10 listed=2025-11-03\n");
  expect_in(2025, DAYS("Nov 3", "Feb 29"), PAPER "--02-29 listed=2025-11-03\n");
}

static void test_broken_off(void **state) {
  expect(HEADER "A\n" PROSE "\nA Last and Sure Title",
         "title=A abstract=PROSE\ntitle=A Last and Sure Title\n");
  expect(HEADER "A\n" PROSE "\nA Last and Sure Title\nWe show a new wa",
         "title=A abstract=PROSE\ntitle=A Last and Sure Title "
         "abstract=We show a new wa\n");
  expect(HEADER "A\n" PROSE "\nA Last",
         "title=A abstract=PROSE\n!line 4: \"A Last\"" IS_NO_PAPER);
  expect(HEADER "A\n" PROSE "\n  • 3", "title=A abstract=PROSE\n");
  expect(HEADER "A\n" PROSE "\n  • 3 auth", "title=A abstract=PROSE\n");
  expect(HEADER "A\n" PROSE "\n  • 3 authors\n·\nOct 1, 20",
         "title=A abstract=PROSE authors=3\n");
  expect(HEADER "A\n" PROSE "\n  • 3 authors\n\xc2",
         "title=A abstract=PROSE authors=3\n");
  expect(HEADER, "");
}

#define NEITHER                                                                \
  ": neither API JSON, nor an HTML page with data-target=\"DailyPapers\", "    \
  "nor "                                                                       \
  "the text of a page of papers"

static void test_nothing_that_is_known(void **state) {
  expect("", "!it is empty" NEITHER);
  expect("\xef\xbb\xbf \n", "!it is empty" NEITHER);
  expect("new\nSubscribe\n", "!a text that begins with \"new\"" NEITHER);
  expect("Dear Sir,\nthank you.\n",
         "!a text that begins with \"Dear Sir,\"" NEITHER);
  expect("# One\n" PROSE "\n# Two\n" PROSE "\n# Three\n" PROSE
         "\n# Four\n" PROSE "\n# Five\n",
         "!a text that begins with \"# One\"" NEITHER);
  expect_slice((struct slice){"a\0b\n", 4}, 0,
               "!bytes that are no text" NEITHER);
  expect_slice((struct slice){"\xff\xfen\0e\0w\0\n\0", 10}, 0,
               "!UTF-16 text (save it as UTF-8)" NEITHER);
  expect_slice((struct slice){"\xfe\xff\0n\0e\0w\0\n", 10}, 0,
               "!UTF-16 text (save it as UTF-8)" NEITHER);
  expect_slice((struct slice){"\x1f\x8b\x08\0\0", 5}, 0,
               "!a gzip file" NEITHER);
  expect("%PDF-1.7\n", "!a PDF" NEITHER);
}

/* Titles and abstracts in turn are a page only where something else of this
** site stands with them: a block, its name, a heading. */
static void test_a_page_without_heading(void **state) {
#define THREE "A of It\n" PROSE "\nB of It\n" PROSE "\nC of It\n" PROSE "\n"
#define THREE_ROWS                                                             \
  "title=A of It abstract=PROSE\ntitle=B of It abstract=PROSE\n"               \
  "title=C of It abstract=PROSE\n"
  expect(THREE, "!a text that begins with \"A of It\"" NEITHER);
  expect("Subscribe\n" THREE, "!a text that begins with \"Subscribe\"" NEITHER);
  expect("Daily Papers\n" THREE, THREE_ROWS);
  expect("Daily Papers\nHistory\n" PROSE "\n",
         "!a text that begins with \"Daily Papers\"" NEITHER);
  expect("A\n" PROSE "\n• 2 authors\n", "title=A abstract=PROSE authors=2\n");
  expect("A\n" PROSE "\n• 2 authors\nB\n" PROSE "\nC\n" PROSE "\n• 2 authors\n",
         "title=A abstract=PROSE authors=2\n!line 4: \"B\"" IS_NO_PAPER);
}

static void test_a_text_that_is_too_long(void **state) {
  struct buffer page;
  buffer_init(&page, 1 << 24);
  buffer_append_text(&page, HEADER "A\n" PROSE "\n• 2 authors\n·\nMay 4\n");
  memset(buffer_extend(&page, 1 << 21), 'x', 1 << 21);
  char *output = read_saved(buffer_slice(&page), 4096, 0);
  assert_string_equal(output, "title=A abstract=PROSE authors=2 "
                              "published=--05-04\n!a line of more than 1048576 "
                              "bytes");
  free(output);
  output = read_saved(
      (struct slice){page.at + page.length - (1 << 21), 1 << 21}, 4096, 0);
  assert_string_equal(output, "!a line of more than 1048576 bytes" NEITHER);
  free(output);
  buffer_reset(&page);
  buffer_append_text(&page, HEADER "A\n");
  for (int i = 0; i < 20000; i++) {
    buffer_append_text(&page, PROSE "\n");
  }
  output = read_saved(buffer_slice(&page), 4096, 0);
  assert_string_equal(output, "!more than 3145728 bytes");
  free(output);
  page.length = 10000;
  output = read_saved(buffer_slice(&page), 4096, 0);
  assert_string_equal(
      output, "!line 2: the text behind \"A\" is too long for an abstract");
  free(output);
  buffer_clear(&page);
}

static void test_unclean_text(void **state) {
  expect_slice(
      (struct slice){HEADER "A\xff\0B\n" PROSE, sizeof HEADER PROSE + 4}, 0,
      "title=A\xef\xbf\xbd\xef\xbf\xbd"
      "B abstract=PROSE\n");
  /* Characters that show nothing, and references that were encoded twice. */
  expect(HEADER "\xe2\x80\x8b\xef\xbb\xbf"
                "A\xc2\xad"
                "BC &amp;amp; &#38;lt;D\n"
                "\xe2\x80\x8e" PROSE,
         "title=ABC & <D abstract=PROSE\n");
  expect(HEADER "A soft=20\nA=C2=B7B\nThis goes on =\nhere\n",
         "!quoted-printable text (save it as UTF-8)" NEITHER);
  /* Half a byte order mark. */
  expect("\xef\xbbx\n" HEADER "A\n" PROSE, "title=A abstract=PROSE\n");
}

/* ----------------------------------------------------- Pages in other hands */

#define WRAPPED                                                                \
  "We describe a way to read what others have saved. It looks at one line,\n"  \
  "and at the one behind it, and at no other. On three pages of a site it\n"   \
  "finds every title and every abstract that a person finds there."
#define TWO_TITLES                                                             \
  "A Title abstract=PROSE\ntitle=Another Title abstract=PROSE\n"
#define TWO "title=" TWO_TITLES
#define SIXTY "Many Words That Do Not Say Much but Fill a Line of the Page: "

static void test_wrapped_lines(void **state) {
  expect(HEADER "\nA Title\n\n" WRAPPED "\n\nAnother Title\n\n" WRAPPED "\n",
         TWO);
  /* The number of a page, and a page that ends inside a paragraph. */
  expect(HEADER "\n" SIXTY "A\nTitle\n\n12\n\n" WRAPPED "\n\n"
                "Another Title\n\n" WRAPPED,
         "title=" SIXTY TWO_TITLES);
  /* A line that ends far from the others was not wrapped there. */
  expect(HEADER "\nNotice\nA Title\n\n" WRAPPED "\n",
         "!line 4: lines are wrapped, and no blank line stands between a title "
         "and its abstract");
  expect(HEADER
         "\nA Title\n\n"
         "We describe a way to read what others have saved. It looks at "
         "one line,\n\nPage 3\n\n"
         "and at the one behind it, and at no other. On three pages of a "
         "site it\nfinds every title and every abstract that a person "
         "finds there.\n",
         "title=A Title abstract=PROSE\n");
  expect(HEADER "A Title\n" WRAPPED "\nAnother Title\n" WRAPPED "\n",
         "!line 3: lines are wrapped, and no blank line stands between a title "
         "and its abstract");
}

static void test_marked_titles(void **state) {
  expect(HEADER "1. A Title\n\n" PROSE "\n\n2. Another Title\n\n" PROSE
                "\n\n3. **A Third**\n\n" PROSE,
         TWO "title=A Third abstract=PROSE\n");
  expect("# [A Title](https://huggingface.co/papers/2501.00001)\n" PROSE
         "\n- [Another Title](https://arxiv.org/abs/2501.00002v1)\n" PROSE,
         "id=2501.00001 title=A Title abstract=PROSE\n"
         "id=2501.00002 title=Another Title abstract=PROSE\n");
  expect(HEADER "# A Title\n" PROSE "\n## Another Title ##\n" PROSE, TWO);
  /* A link to a comment, and a link to something else, are no titles. */
  expect(HEADER "A Title\n" PROSE
                "\n[5](https://huggingface.co/papers/2501.00001#community)\n"
                "[Code](https://example.org/x)\n" PROSE,
         "title=A Title abstract=PROSE\ntitle=Code abstract=PROSE\n");
  /* The address of a paper below its title; a link that does not name it. */
  expect("## A Title\nhttps://huggingface.co/papers/2501.00001\n" PROSE,
         "id=2501.00001 title=A Title abstract=PROSE\n");
  expect("# A Tool\n[Paper](https://huggingface.co/papers/2501.00001)\n" PROSE,
         "!a text that begins with \"# A Tool\"" NEITHER);
  /* A part of a list has a heading, too. */
  expect(
      "# My List\n## Monday\n### [A Title](https://hf.co/papers/2501.00001)\n"
      "*" PROSE "*\n",
      "id=2501.00001 title=A Title abstract=PROSE\n");
}

static void test_line_ends(void **state) {
  static const char *const ends[] = {
      "\n", "\r", "\r\n", "\f", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
    struct buffer page;
    const char *end = ends[i];
    buffer_init(&page, 4096);
    buffer_format(&page, "Subscribe%sA Title%s%s%s\xe2\x80\xa2 8 authors%s",
                  end, end, PROSE, end, end);
    expect_slice(buffer_slice(&page), 0,
                 "title=A Title abstract=PROSE authors=8\n");
    buffer_clear(&page);
  }
}

static void test_damaged_bullets(void **state) {
  static const char *const bullets[] = {"\u00e2\u20ac\u00a2 ", "? ", "&bull; ",
                                        "\u00c2\u00b7", "&#8226; "};
  for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++) {
    struct buffer page;
    buffer_init(&page, 4096);
    buffer_format(&page, "A Title\n%s\n%s8 authors\n%s\nMay 4\n", PROSE,
                  bullets[i], bullets[i]);
    expect_slice(buffer_slice(&page), 0,
                 "title=A Title abstract=PROSE authors=8 published=--05-04\n");
    buffer_clear(&page);
  }
}

static void test_what_stands_around_a_page(void **state) {
  expect("---\ntitle: x\ntags:\n  - y\n---\n" HEADER "A Title\n" PROSE
         "\n\u00a9 2025 Hugging Face\nPage 3 of 7\nTOS\n",
         "title=A Title abstract=PROSE\n");
  expect("> " HEADER "> A &amp; B\n>\n> " PROSE "\n",
         "title=A & B abstract=PROSE\n");
}

#define CARD(login, upvotes, title)                                            \
  "Submitted by\n" login "\n" upvotes "\n" title "\n\u00b7\n3 authors\n"

static void test_cards(void **state) {
  expect("Models\nAUG\n1\n" CARD("a-b", "94", "A Title") "5\n" CARD(
             "c", "3", "Models") "Next\n",
         "title=A Title authors=3 by=a-b upvotes=94 comments=5 listed=--08-01\n"
         "title=Models authors=3 by=c upvotes=3 listed=--08-01\n");
  expect(CARD("a", "", "1984") CARD("b", "", "A Title"),
         "title=1984 authors=3 by=a\ntitle=A Title authors=3 by=b\n");
  expect("Submitted bya\n[3]94\n[4]A Title\n* \u00b7\n3 authors\n",
         "title=A Title authors=3 by=a upvotes=94\n");
  expect("A Title\n\u00b7\n3 authors\n" CARD("b", "2", "B"),
         "title=A Title authors=3\ntitle=B authors=3 by=b upvotes=2\n");
}

static void test_cards_of_another_shape(void **state) {
  expect(CARD("a", "1", "A") "Submitted by\nb\n2\nB\n5\n",
         "title=A authors=3 by=a upvotes=1\n"
         "!line 11: a number between a title and its authors");
  expect(CARD("a", "1", "A") "Submitted by\nc\n3\n\u00b7\n3 authors\n",
         "title=A authors=3 by=a upvotes=1\n"
         "!line 11: a card without a title");
  /* The lines of a title are full, and this one is not. */
  expect(CARD("a", "1", "A Title That Is Long") CARD("b", "2", "B\nC"),
         "title=A Title That Is Long authors=3 by=a upvotes=1\n"
         "!line 11: text between a title and its authors");
  expect("Submitted by\na b c\n",
         "!line 2: no login behind \"Submitted by\"" NEITHER);
}

/* ------------------------------------------------------------------ JSON */

static void test_json(void **state) {
  expect(" \n[{\"paper\":{\"id\":\"1\"}}]", "id=1\n");
  expect("\xef\xbb\xbf[{\"paper\":{\"id\":\"1\"}}]", "id=1\n");
  expect("{\"id\":\"1\",\"title\":\"A\"}", "id=1 title=A\n");
  expect("{\"error\":\"No\"}", "!the service says: No");
  expect("[{\"paper\":{\"id\":\"1\"}},{\"pap",
         "id=1\n!the JSON breaks off after 27 bytes");
}

/* ------------------------------------------------------------------ HTML */

#define PROPS(rest)                                                            \
  "{&quot;dailyPapers&quot;:[{&quot;paper&quot;:{&quot;id&quot;:&quot;1&quot;" \
  ","                                                                          \
  "&quot;title&quot;:&quot;A &amp;amp; B&quot;}}]" rest "}"
#define DATE ",&quot;date&quot;:&quot;2024-08-01T00:00:00.000Z&quot;"
#define ONE "id=1 title=A &amp; B\n"
#define DATED "id=1 title=A &amp; B listed=2024-08-01\n"

static void test_html(void **state) {
  expect("<!doctype html><p>1 < 2<div class=\"x\" data-target=\"DailyPapers\" "
         "data-props=\"" PROPS("") "\"></div>",
         ONE);
  expect("<div data-target='DailyPapers' data-props='" PROPS(DATE) "'>", DATED);
  expect("<div data-target=DailyPapers "
         "data-props={&#34;dailyPapers&#34;:[{&#x22;paper&#X22;:{&quot;id&quot;"
         ":&quot;1&quot;}}]}>",
         "id=1\n");
  expect(
      "<DIV DATA-PROPS = \"" PROPS(DATE) "\" DATA-TARGET\n=\n\"DailyPapers\" >",
      DATED);
  /* The first such element counts. The properties of others do not. */
  expect("<div data-props=\"{}\" data-target=\"Header\">"
         "<div data-target=\"Header\" data-props=\"{}\">"
         "<div data-target=\"DailyPapers\"/data-props=\"" PROPS(
             "") "\">"
                 "<div data-target=\"DailyPapers\" data-props=\"x\">",
         ONE);
  expect("<div data-props=\"{}\" data-target=\"Header\">"
         "<div data-props=\"" PROPS("") "\" data-target=\"DailyPapers\">",
         ONE);
#define LONG_NAME "data-target-of-an-element-whose-name-is-long"
  expect("<" LONG_NAME " " LONG_NAME "='" LONG_NAME "' data-target='" LONG_NAME
         "'><div data-target=\"DailyPapers\" data-props=\"" PROPS("") "\">",
         ONE);
}

/* The last byte of a line end that has two or three, with nothing before it. */
static void test_half_a_line_end_begins_a_text(void **state) {
  static const char *const texts[] = {"\x85 text", "\xa8 text", "\xa9"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    char *output = read_saved(slice_of(texts[i]), 1, 0);
    assert_int_equal(output[0], '!');
    free(output);
  }
}

static void test_html_that_only_looks_like_it(void **state) {
#define FAKE "<div data-target=\"DailyPapers\" data-props=\"x\">"
  expect("<!-- " FAKE " --><!---->"
         "<script>var a = '" FAKE "</s';</script >"
         "<style>" FAKE "</style/><title>" FAKE "</TITLE>"
         "<p title='" FAKE "'></p " FAKE ">"
         "<div data-target=\"DailyPapers\" data-props=\"" PROPS("") "\">",
         ONE);
}

static void test_the_day_of_a_page(void **state) {
#define DIV(props) "<div data-target=\"DailyPapers\" data-props='" props "'>"
  /* The day before the entries, after them, in another key, and twice. */
  expect(DIV("{\"date\":\"2024-08-01\",\"dailyPapers\":[{\"paper\":"
             "{\"id\":\"1\"}},{\"paper\":{\"id\":\"2\",\"submittedOnDailyAt\":"
             "\"2024-07-31T01:00:00Z\"}}]}"),
         "id=1 listed=2024-08-01\nid=2 listed=2024-07-31\n");
  expect(DIV("{\"dailyPapers\":[{\"paper\":{\"id\":\"2\","
             "\"submittedOnDailyAt\":\"2024-07-31T01:00:00Z\"}},"
             "{\"paper\":{\"id\":\"1\"}}],\"dateString\":\"2024-08-01\"}"),
         "id=2 listed=2024-07-31\nid=1 listed=2024-08-01\n");
  expect(DIV("{\"dailyPapers\":[{\"paper\":{\"id\":\"1\"}}],"
             "\"dateString\":\"2024-W31\",\"date\":7}"),
         "id=1\n");
  expect(DIV("{\"dailyPapers\":[]}"), "");
}

static void test_broken_html(void **state) {
#define NO_LISTING                                                             \
  "!an HTML page without an element that has data-target=\"DailyPapers\" and " \
  "data-props"
  expect("<p>Sign in</p>", NO_LISTING);
  expect("<", NO_LISTING);
  expect("<div data-target=\"DailyPapers\">", NO_LISTING);
  expect("<div data-target=\"DailyPapers\" data-props", NO_LISTING);
  expect("<div data-target=\"DailyPapers\" data-props=\"{&quot;dai",
         "!the HTML page breaks off in its data-props");
  expect(DIV("{\"a\":1}"), "!data-props: an object without dailyPapers");
  expect(DIV("[]"), "!data-props: an array where an object is meant");
  expect(DIV("{\"dailyPapers\":7}"),
         "!data-props: dailyPapers is a number, not an array");
  expect(DIV("{\"dailyPapers\":[{\"paper\":{\"id\":\"1\"}}"),
         "!data-props: the JSON breaks off after 36 bytes");
}

/* An entry without a day waits for the page's day only up to a limit. */
static void test_a_day_that_does_not_come(void **state) {
  struct buffer page;
  buffer_init(&page, 1 << 26);
  buffer_append_text(&page, "<div data-target=\"DailyPapers\" data-props='"
                            "{\"dailyPapers\":[{\"paper\":{\"id\":\"1\"}}");
  for (int i = 0; i < 18; i++) {
    buffer_append_text(&page, ",{\"paper\":{\"id\":\"2\"},\"x\":\"");
    memset(buffer_extend(&page, 1 << 20), 'x', 1 << 20);
    buffer_append_text(&page, "\"}");
  }
  char *output = read_saved(buffer_slice(&page), 65536, 0);
  assert_string_equal(output,
                      "!data-props: the page's day does not come within "
                      "16777216 bytes of an entry that has none");
  free(output);
  buffer_clear(&page);
}

static void test_properties_before_their_target(void **state) {
  struct buffer page;
  buffer_init(&page, 1 << 26);
  buffer_append_text(&page, "<div data-props='");
  memset(buffer_extend(&page, (1 << 24) + 1), ' ', (1 << 24) + 1);
  buffer_append_text(&page, "' data-target='");
  size_t length = page.length;
  buffer_append_text(&page, "DailyPapers'>");
  char *output = read_saved(buffer_slice(&page), 65536, 0);
  assert_string_equal(output, "!more than 16777216 bytes");
  free(output);
  /* The properties of another element may have any size. */
  page.length = length;
  buffer_append_text(&page, "Other'>" DIV(PROPS("")));
  output = read_saved(buffer_slice(&page), 65536, 0);
  assert_string_equal(output, ONE);
  free(output);
  buffer_clear(&page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_blocks),
      cmocka_unit_test(test_a_block_without_its_parts),
      cmocka_unit_test(test_missing_abstracts),
      cmocka_unit_test(test_short_abstracts),
      cmocka_unit_test(test_foreign_lines),
      cmocka_unit_test(test_titles_that_begin_alike),
      cmocka_unit_test(test_more_paragraphs),
      cmocka_unit_test(test_a_title_may_be_a_day),
      cmocka_unit_test(test_long_and_odd_titles),
      cmocka_unit_test(test_headers),
      cmocka_unit_test(test_two_pages),
      cmocka_unit_test(test_years),
      cmocka_unit_test(test_broken_off),
      cmocka_unit_test(test_nothing_that_is_known),
      cmocka_unit_test(test_a_page_without_heading),
      cmocka_unit_test(test_a_text_that_is_too_long),
      cmocka_unit_test(test_unclean_text),
      cmocka_unit_test(test_wrapped_lines),
      cmocka_unit_test(test_marked_titles),
      cmocka_unit_test(test_line_ends),
      cmocka_unit_test(test_damaged_bullets),
      cmocka_unit_test(test_what_stands_around_a_page),
      cmocka_unit_test(test_cards),
      cmocka_unit_test(test_cards_of_another_shape),
      cmocka_unit_test(test_json),
      cmocka_unit_test(test_half_a_line_end_begins_a_text),
      cmocka_unit_test(test_html),
      cmocka_unit_test(test_html_that_only_looks_like_it),
      cmocka_unit_test(test_the_day_of_a_page),
      cmocka_unit_test(test_broken_html),
      cmocka_unit_test(test_a_day_that_does_not_come),
      cmocka_unit_test(test_properties_before_their_target),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
