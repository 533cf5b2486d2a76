from pathlib import Path

import pytest

from microneedling_faq.corpus.sources import Source, is_link, read_publishers, read_sources, shown_sources, why_not_shown
from microneedling_faq.corpus.tables import Group, read_tables
from microneedling_faq.paths import shipped

SHIPPED = read_tables(shipped("corpus"))
SIGNED = [group for table in ("cautions", "signposts") for group in SHIPPED[table]]


def test_a_source_may_have_a_link_and_a_place_where_it_was_read():
    group = Group(Path("x"), {"id": "a", "sources": [{"name": "A"}, {"name": "B", "url": "https://b.example", "read_at": "c"}]})

    assert read_sources(group) == [Source("A"), Source("B", "https://b.example", "c")]


def test_where_a_source_was_read_never_leaves_the_corpus():
    assert shown_sources([Source("A", read_at="http://copy.example")]) == [{"name": "A", "url": ""}]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://doi.org/10.1/x", None),
        ("http://doi.org/10.1/x", "is not https"),
        ("https://doi.org/x?p=1", "has a query string"),
        ("https://doi.org/x;year=2022", "has a query string"),
        ("https://scribd.example/x", "leads to scribd.example"),
        ("doi", "is not a web address"),
    ],
)
def test_only_a_publishers_page_over_https_and_without_a_query_is_shown(url, said):
    reason = why_not_shown(url, {"doi.org"})

    assert reason is None if said is None else said in reason


@pytest.mark.parametrize("group", SIGNED, ids=lambda group: group.text("id"))
def test_every_shipped_link_may_be_shown(group):
    publishers = read_publishers(SHIPPED)

    assert [source.url for source in read_sources(group) if source.url and why_not_shown(source.url, publishers)] == []


def test_every_publisher_is_the_host_of_a_shipped_link():
    linked = " ".join(source.url for group in SIGNED for source in read_sources(group))

    assert [host for host in read_publishers(SHIPPED) if f"https://{host}/" not in linked] == []


@pytest.mark.parametrize("url", ["https://a.example", "http://a.example/b?c=d#e", "https://sub.a-b.example:8443/x"])
def test_a_web_address_is_a_link(url):
    assert is_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "ftp://a.example",
        "https://",
        "https:///page",
        "https://localhost",
        "https://a.example/b c",
        "https://[::1",
    ],
)
def test_anything_else_is_not(url):
    assert not is_link(url)
