"""A bench, a browser, and people who sign in to the portal at it."""

import os
import shutil
from pathlib import Path

import pytest

from infra.local.load import burst, rested
from infra.local.options import ROOT
from infra.local.ports import Ports
from infra.local.running import running
from tests.data.samples.many import one_page_invoice

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

SCREENSHOTS = ROOT / ".local" / "screenshots"

DESK = (1280, 900)
PHONE = (390, 844)
"""Width and height, in pixels."""


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """One instance: a policy that is written counts in it at once."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install it (`apt-get install chromium`), or name it in CHROMIUM")
    with running(tmp_path_factory.mktemp("bench"), Ports.free(), instances=1) as started:
        yield started


@pytest.fixture(scope="session")
def portal(bench):
    return f"{bench.report.api_url.partition('/api')[0]}/api/portal"


@pytest.fixture(scope="session")
def chromium(bench):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, portal):
    """Return what signs somebody in and gives their page, which must never report an error of a script."""
    opened, errors = [], []

    def signed_in(person, size=DESK):
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        opened.append(context)
        page = context.new_page()
        # Playwright cannot take a method of a built-in type.
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{portal}/sign-in")
        page.locator(f"[value={person}]").click()
        page.wait_for_url(f"{portal}**")
        return page

    yield signed_in
    for context in opened:
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def send(bench):
    """Return what posts invoices of these numbers and waits until they rest, giving their ids."""
    client = bench.client()

    def post(numbers):
        return [each.invoice_id for each in rested(client, burst(client, one_page_invoice, numbers))]

    return post


@pytest.fixture
def policy(visit, portal):
    """Return what puts a policy in force, on its page; afterwards the default is."""
    page = visit("admin")

    def write(text):
        page.goto(f"{portal}/policy")
        page.fill("#text", text)
        page.click("text=Put in force")
        page.wait_for_url("**/policy?done=policy_write")

    yield write
    write("{}")


def screenshot(page, name):
    """Keep what a page looks like, for people."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(SCREENSHOTS, f"{name}.png"), full_page=True)
