"""What staff do on the desk; things are found by role and label, as a person finds them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

ORIGIN = "http://testserver"  # of the desk for clients that open no browser
PASSWORD = "correct horse battery"
NAMES = {"ada": "answers", "bea": "edits"}


def sign_in_page(context: "BrowserContext", name: str = "ada") -> "Page":
    """The desk as it is after the first login: the tour has been skipped."""
    page = context.new_page()
    page.goto("/staff/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Skip").click()
    return page


def query_box(page: "Page") -> "Locator":
    return page.get_by_role("searchbox", name="What does the customer ask?")


def find(page: "Page", query: str) -> "Locator":
    """Type as on the phone; the list of what was found."""
    box = query_box(page)
    box.fill("")
    page.locator(".find [data-results]:empty").wait_for(state="attached")
    box.press_sequentially(query)
    page.locator(".find [data-results] > *").first.wait_for()
    return page.locator(".finding")


def copied(page: "Page", kind: str = "text/plain") -> str:
    """What is on the clipboard, as one of its kinds."""
    script = """async (kind) => {
        const [item] = await navigator.clipboard.read();
        return item.types.includes(kind) ? (await item.getType(kind)).text() : "";
    }"""
    return str(page.evaluate(script, kind))


def open_mail_tab(page: "Page") -> "Locator":
    """The tab "E-mail"; the field for the e-mail."""
    page.get_by_role("tab", name="E-mail").click()
    field = page.get_by_label("The customer's e-mail")
    field.wait_for()
    return field


def violations(page: "Page", axe: str) -> list[str]:
    """What axe-core finds on a page as it stands."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]
