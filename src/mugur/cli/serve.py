"""``mugur serve``, ``worker`` and ``stop``: one process that minds the others and the database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from mugur.cli import shop
from mugur.cli.postgres import Server, stop_server
from mugur.cli.ready import OK, Stopped, platform, running_database
from mugur.cli.setup import lay_out
from mugur.cli.unprivileged import CannotStart
from mugur.lib.logins import home

HOST = "127.0.0.1"
PORT = 8000
UP_LIMIT = 60  # seconds until the first page must answer
DOWN_LIMIT = 15  # seconds that running requests and jobs get to end

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Enough(Exception):
    """Somebody asked to stop."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=PORT, show_default=True)
@click.option("--host", envvar="MUGUR_BIND", default=HOST, show_default=True, help="Address to listen on.")
def serve(port: int, host: str) -> None:
    """Serve the platform, its worker and, without DATABASE_URL, its database.

    \b
    Examples:
      mugur serve
      mugur serve --port 8080

    Ctrl-C or SIGTERM stops everything. Behind a proxy set MUGUR_HOSTS,
    MUGUR_PROXY=1 and MUGUR_PROXIES.
    """
    run(host, port, before=lambda: None, told=lambda address: [f"Mugur is at {address}"])


@click.command()
def worker() -> None:
    """Work off jobs until stopped; `mugur serve` starts one by itself."""
    with platform():
        from procrastinate.contrib.django import app

        # Behind a pooler that hands out connections per transaction nobody can be called; then the worker looks again.
        called = not os.environ.get("MUGUR_BOUNCER")
        with app.replace_connector(app.connector.get_worker_connector()) as jobs:  # type: ignore[attr-defined]
            jobs.run_worker(listen_notify=called, shutdown_graceful_timeout=DOWN_LIMIT - 3)


@click.command()
def stop() -> None:
    """Stop what serves this home, then its database."""
    served = shop.close(home())
    try:
        stopped = stop_server(home())
    except CannotStart as error:
        raise Stopped(str(error)) from error
    click.echo("Stopped." if served or stopped else "Nothing was running.")
    sys.exit(OK)


def run(host: str, port: int, *, before: Callable[[], None], told: Callable[[str], list[str]]) -> None:
    """Open the shop: database, tables, pages, worker; mind them until somebody says enough."""
    refuse_taken_port(host, port)
    address = f"http://{host}:{port}/"
    for name in STOPPING:
        signal.signal(name, _enough)
    try:
        with shop.opened(home(), address), running_database() as server:
            lay_out(server)
            refuse_embedded_in_production(server)
            before()
            shop.stock()
            _serve(host, port, [*told(address), "Ctrl-C stops everything; nothing is lost."])
    except Enough:
        click.echo("Stopped.")


def _serve(host: str, port: int, lines: list[str]) -> None:
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(_start(_pages(host, port)))
        _wait_until_up(f"http://{host}:{port}/", children[0])
        children.append(_start([sys.executable, "-m", "mugur.cli", "worker"]))
        for line in lines:
            click.echo(line)
        _mind(children)
    finally:
        for name in STOPPING:
            signal.signal(name, signal.SIG_IGN)
        click.echo("Stopping …")
        _end(children)


def refuse_taken_port(host: str, port: int) -> None:
    """Say it before anything is started when somebody already listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Stopped(
                f"Port {port} on {host} cannot be had ({error.strerror}). "
                f"Choose another, for example: PORT={port + 1} make demo"
            ) from error


def refuse_embedded_in_production(server: Server) -> None:
    """Records of real persons stand on a server that somebody looks after."""
    from django.conf import settings

    if settings.MUGUR_MODE == "production" and server.embedded is not None:
        raise Stopped(
            "The embedded database is for demonstrations and for development. Set DATABASE_URL to a PostgreSQL "
            "server of your own, or MUGUR_MODE=development to try things out, or see: mugur demo"
        )


def _enough(_signal: int, _frame: FrameType | None) -> None:
    raise Enough


def _pages(host: str, port: int) -> list[str]:
    ram = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
    return [
        *(sys.executable, "-m", "gunicorn", "mugur.site.wsgi:application", "--bind", f"{host}:{port}"),
        *("--workers", os.environ.get("MUGUR_WORKERS", "2"), "--threads", os.environ.get("MUGUR_THREADS", "4")),
        # Loaded once, then forked; nothing connects to the database while it loads.
        *("--preload", "--timeout", "60", "--graceful-timeout", str(DOWN_LIMIT - 3), "--log-level", "warning", *ram),
    ]


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    # A session of their own: Ctrl-C reaches us alone, and we end them in order.
    return subprocess.Popen(
        [sys.executable, "-m", "mugur.cli.child", str(os.getpid()), *command[1:]],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_up(address: str, pages: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + UP_LIMIT
    while time.monotonic() < deadline:
        if pages.poll() is not None:
            raise Stopped("The pages could not be served; the reason stands above.")
        try:
            urlopen(address, timeout=10).close()
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise Stopped(f"The pages did not answer within {UP_LIMIT} seconds.")


def _mind(children: "list[subprocess.Popen[bytes]]") -> None:
    """Wait; when the pages end, end; when the worker ends, start another."""
    while True:
        time.sleep(0.5)
        if children[0].poll() is not None:
            raise Stopped("The pages ended by themselves; the reason stands above.")
        if children[1].poll() is not None:
            click.echo("The worker ended by itself and is started again.", err=True)
            time.sleep(2)
            children[1] = _start([sys.executable, "-m", "mugur.cli", "worker"])


def _end(children: "list[subprocess.Popen[bytes]]") -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + DOWN_LIMIT
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
