"""The rules of the house that no linter knows: sizes, documents, packaging, deployment."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from typer.main import get_command

from workers.cli.main import app
from workers.pipeline import Queue
from workers.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("service", "workers", "exporters", "clipping", "transcripts")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
TOOLS = Path(sys.executable).parent
_ANY_HOST = re.compile(r"https?://(?!localhost|127\.0\.0\.1)[\w.-]+")


def sources() -> list[Path]:
    folders = (*PACKAGES, "scripts", "tests")
    return [path for name in folders for path in sorted((ROOT / name).rglob("*.py"))]


def tool(name: str) -> str:
    path = TOOLS / name
    if not path.exists():
        pytest.skip(f"{name} comes with the development packages")
    return str(path)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_is_longer_than_400_lines(package):
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / package).rglob("*.py")
        if "migrations/versions" not in str(path)
    }

    assert {name: lines for name, lines in lengths.items() if lines >= 400} == {}


def test_every_module_is_on_the_map():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = {name.strip("/").split("/")[-1] for name in re.findall(r"`([\w/]+)`", text)}
    modules = {path.stem for name in PACKAGES for path in (ROOT / name).glob("*.py")}
    demo = {name for name in modules if name.startswith("demo_")}

    assert modules - drawn - demo == {"__init__", "errors"} - drawn


def test_no_module_has_a_name_that_says_nothing():
    empty = {"utils", "helpers", "common", "manager", "base", "misc"}

    assert [path for path in sources() if path.stem in empty] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_one_with_types(package):
    assert (ROOT / package / "__init__.py").is_file()
    assert (ROOT / package / "py.typed").is_file()


def commands() -> list[str]:
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [f"{name} {sub}" for sub in inner] if inner else [name]
    return found


def test_every_command_is_documented():
    missing = [name for name in commands() if f"`afterlive {name}" not in OPERATIONS]

    assert missing == []


def test_every_documented_command_exists():
    documented = re.findall(r"^\|.*?\|", OPERATIONS, re.MULTILINE)
    named = {
        m for cell in documented for m in re.findall(r"`afterlive ([a-z -]+?)[ `](?![a-z])", cell)
    }
    first = {name.split(" --")[0].strip() for name in named}

    assert first - set(commands()) == set()


def test_every_setting_is_documented_and_every_documented_setting_exists():
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    documented = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", OPERATIONS))

    assert known - documented == set()
    assert documented - known == set()


def test_every_queue_and_test_marker_is_documented():
    markers = [m.split(":")[0] for m in PROJECT["tool"]["pytest"]["ini_options"]["markers"]]

    missing = [name for name in (*Queue, *markers) if f"`{name}`" not in OPERATIONS]

    assert missing == []


def test_every_make_target_is_documented_and_exists():
    documented = set(re.findall(r"`make ([a-z-]+)`", OPERATIONS + README))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))

    assert documented - targets == set()
    assert targets - documented - {"help"} == set()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_between_documents_lead_somewhere(name):
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_and_say_what_follows():
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert all(word in text for word in ("**Context.**", "**Decision.**", "**Consequences.**"))
        assert len(text.splitlines()) < 60


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.split(r"\n(?=\S)", text.strip())

    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert _ANY_HOST.findall(text) == []
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_development_lock_holds_the_runtime_lock():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([\w.\[\]-]+==[^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins(LOCKS[0]) - pins(LOCKS[1]) == set()


#: Packages that the program needs and never imports; `pyproject.toml` says who does.
LOADED_BY_OTHERS = {
    "defusedxml",
    "otio-cmx3600-adapter",
    "otio-fcpx-xml-adapter",
    "psycopg",
    "python-multipart",
}


def test_every_package_that_is_set_up_is_imported_somewhere():
    code = "\n".join(path.read_text() for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
    named = set(re.findall(r"(?:import|from) (\w+)", code)) | set(re.findall(r'"(\w+)"', code))
    modules: dict[str, set[str]] = {}
    for module, owners in packages_distributions().items():
        for owner in owners:
            modules.setdefault(owner.lower(), set()).add(module)
    wanted = {re.match(r"[\w-]+", each)[0] for each in PROJECT["project"]["dependencies"]}

    unused = {name for name in wanted if not modules.get(name.lower(), set()) & named}

    assert unused == LOADED_BY_OTHERS


def test_the_page_modules_are_pinned_by_hash_without_addresses():
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert all(locked[f"node_modules/{name}"]["version"] == v for name, v in wanted.items())
    assert all("integrity" in entry for path, entry in locked.items() if path)
    assert not any("resolved" in entry for entry in locked.values())


@pytest.mark.parametrize(
    "name",
    ["Makefile", ".ci/run", "Dockerfile", ".npmrc", "pyproject.toml", ".pre-commit-config.yaml"],
)
def test_set_up_names_no_server(name):
    assert _ANY_HOST.findall((ROOT / name).read_text(encoding="utf-8")) == []


def test_the_wheel_holds_the_five_packages_and_what_they_need(tmp_path):
    copy = tmp_path / "source"
    ignore = shutil.ignore_patterns("__pycache__", "vendor")
    for name in (*PACKAGES, "licenses"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, copy / name)
    build = [tool("hatchling"), "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)

    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()

    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)
    for needed in (
        "exporters/schemas/transcript.schema.json",
        "exporters/templates/report.html",
        "clipping/assets/fonts/Pretendard-Bold.otf",
        "clipping/assets/models/face_detection_yunet_2023mar.onnx",
        "service/templates/base.html",
    ):
        assert needed in names


def test_the_compose_file_keeps_to_its_specification():
    check = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]

    done = subprocess.run(
        [*check, str(ROOT / "docker-compose.yml")], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


def test_the_compose_file_has_every_queue_no_default_secret_and_pinned_images():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    images = re.findall(r"image: (\S+)", text)
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|USER))([^}]*)\}", text)

    assert all(f"worker, --queue, {queue}" in text for queue in Queue)
    assert all(re.search(r":[\w.-]*\d", image) for image in images)
    assert secrets
    assert all(rest.startswith(":?") for _, rest in secrets)


def test_compose_settings_are_settings():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    given = set(re.findall(rf"^\s+({PREFIX}\w+):", text, re.MULTILINE))

    assert given - {f"{PREFIX}{name}".upper() for name in Settings.model_fields} == set()


def test_the_dockerfile_is_clean():
    done = subprocess.run(
        [tool("hadolint"), str(ROOT / "Dockerfile")], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


def test_the_image_does_not_run_as_root():
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert re.findall(r"^USER (\S+)", last, re.MULTILINE)[-1] == "10001"


def test_every_piece_of_the_demo_is_named_with_its_licence_and_all_are_small():
    listed = (ROOT / "demo" / "SOURCES.md").read_text(encoding="utf-8")
    pieces = sorted((ROOT / "demo" / "pieces").iterdir())

    assert [piece.name for piece in pieces if f"`{piece.name}`" not in listed] == []
    assert sum(piece.stat().st_size for piece in pieces) < 12_000_000
    assert max(piece.stat().st_size for piece in pieces) < 1_000_000
