"""The files of deploy/ fit together: what one names, another has."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from fleet_running import ROOT, adapted, nginx

DEPLOY = ROOT / "deploy"
CLUSTER = DEPLOY / "kubernetes"
BUILT_IN = {"Deployment", "Service", "Ingress", "PodDisruptionBudget", "HorizontalPodAutoscaler",
            "CronJob", "ConfigMap", "PersistentVolumeClaim"}  # fmt: skip


def read(path: Path) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(path.read_text()) if each]


@pytest.fixture(scope="module")
def cluster() -> dict[tuple[str, str], dict[str, Any]]:
    """What `kubectl apply -k` would make, by kind and name."""
    [listed] = read(CLUSTER / "kustomization.yaml")
    found = [each for name in listed["resources"] for each in read(CLUSTER / name)]
    made = {(each["kind"], each["metadata"]["name"]): each for each in found}
    assert len(made) == len(found)
    return made


def pods(cluster: dict[tuple[str, str], dict[str, Any]]) -> list[dict[str, Any]]:
    deployment = cluster["Deployment", "directory"]["spec"]["template"]
    job = cluster["CronJob", "directory-compile"]["spec"]["jobTemplate"]["spec"]["template"]
    return [deployment, job]


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    program = nginx()
    if program is None:
        pytest.skip("nginx could not be installed")
    conf = adapted(tmp_path, 18_080, [18_501, 18_502, 18_503])
    done = subprocess.run(
        [program, "-t", "-c", str(conf), "-p", str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd here")
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        text = unit.read_text().replace("/opt/directory/deploy/", f"{DEPLOY}/")
        text = text.replace("/opt/directory/.venv/bin/streamlit", "/bin/true")
        name = unit.name.replace("@", "@8501")
        (tmp_path / unit.name).write_text(text)
        (tmp_path / name).write_text(text)
        units.append(str(tmp_path / name))
    done = subprocess.run(
        [program, "verify", "--man=no", *units], capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_selector_finds_the_pods_that_it_means(cluster: Any) -> None:
    page, job = (each["metadata"]["labels"] for each in pods(cluster))
    monitor = read(CLUSTER / "podmonitor.yaml")[0]
    selectors = {
        "Deployment": cluster["Deployment", "directory"]["spec"]["selector"]["matchLabels"],
        "PDB": cluster["PodDisruptionBudget", "directory"]["spec"]["selector"]["matchLabels"],
        "Service": cluster["Service", "directory"]["spec"]["selector"],
        "PodMonitor": monitor["spec"]["selector"]["matchLabels"],
    }
    for selector in selectors.values():
        assert selector.items() <= page.items()
        assert not selector.items() <= job.items()


def test_every_port_and_name_leads_somewhere(cluster: Any) -> None:
    kinds = {kind for kind, _ in cluster}
    assert kinds == BUILT_IN
    [page] = pods(cluster)[0]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in page["ports"]}
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert ports == {"http": 8501}
    assert "EXPOSE 8501" in dockerfile
    assert '"--server.port", "8501"' in dockerfile
    [service] = cluster["Service", "directory"]["spec"]["ports"]
    assert service["targetPort"] in ports
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert page[probe]["httpGet"]["port"] in ports
    [rule] = cluster["Ingress", "directory"]["spec"]["rules"]
    [path] = rule["http"]["paths"]
    named = path["backend"]["service"]
    assert ("Service", named["name"]) in cluster
    assert named["port"]["name"] == service["name"]
    target = cluster["HorizontalPodAutoscaler", "directory"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) in cluster
    for pod in pods(cluster):
        [container] = pod["spec"]["containers"]
        volumes = {each["name"] for each in pod["spec"]["volumes"]}
        assert {each["name"] for each in container["volumeMounts"]} == volumes
        for source in container["envFrom"]:
            if "configMapRef" in source:
                assert ("ConfigMap", source["configMapRef"]["name"]) in cluster
        for volume in pod["spec"]["volumes"]:
            if "persistentVolumeClaim" in volume:
                claim = volume["persistentVolumeClaim"]["claimName"]
                assert ("PersistentVolumeClaim", claim) in cluster
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in cluster


def test_nothing_runs_with_more_rights_than_it_needs(cluster: Any) -> None:
    for pod in pods(cluster):
        assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
        [container] = pod["spec"]["containers"]
        rights = container["securityContext"]
        assert rights["readOnlyRootFilesystem"] is True
        assert rights["allowPrivilegeEscalation"] is False
        assert rights["capabilities"] == {"drop": ["ALL"]}
        uid = pod["spec"]["securityContext"]["runAsUser"]
        assert f"USER {uid}:{uid}" in (DEPLOY / "Dockerfile").read_text()
    [compose] = read(DEPLOY / "compose.yaml")
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_the_catalog_in_the_cluster_is_one_that_can_be_read(cluster: Any, tmp_path: Path) -> None:
    from directory import load

    for name, text in cluster["ConfigMap", "directory-catalog"]["data"].items():
        (tmp_path / name).write_text(text)
    snapshot = load(tmp_path)
    assert len(snapshot) == 1
    assert not [problem for problem in snapshot.problems if problem.severity == "error"]


def test_nginx_and_compose_know_the_same_replicas() -> None:
    [compose] = read(DEPLOY / "compose.yaml")
    services = compose["services"]
    conf = (DEPLOY / "nginx" / "directory.conf").read_text()
    named = re.findall(r"^    server (\w+):8501 ", conf, re.MULTILINE)
    assert named == [name for name in services if name.startswith("app")]
    assert set(services["proxy"]["depends_on"]) == set(named)
    addresses = [services[name]["networks"]["directory"]["ipv4_address"] for name in named]
    assert len(set(addresses)) == 3
    volumes = [
        mount.partition(":")[0]
        for service in services.values()
        for mount in service["volumes"]
        if not mount.startswith((".", "$"))
    ]
    assert set(volumes) == set(compose["volumes"])
    # The compiler writes where the replicas read.
    published = services["compiler"]["command"][2]
    assert services["app1"]["environment"]["DIRECTORY_CATALOG"] == f"file://{published}"


def test_the_image_gets_every_file_that_it_copies() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert "app.py" in copied
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in let_in


@pytest.mark.parametrize(
    ("fails", "asked", "ends"),
    [
        ("nothing", ["sources", "compile", "publish"], 0),
        ("sources", ["sources", "compile", "publish"], 0),  # the last good copies count
        ("compile", ["sources", "compile"], 3),
        ("publish", ["sources", "compile", "publish"], 3),
    ],
)
def test_the_compiling_script_publishes_only_what_was_compiled(
    tmp_path: Path, fails: str, asked: list[str], ends: int
) -> None:
    stand_in = tmp_path / "directory"
    stand_in.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n[ "$1" != {fails} ] || exit 3\n'
    )
    stand_in.chmod(0o755)
    done = subprocess.run(
        ["sh", str(DEPLOY / "compile.sh"), "my catalog", "s3://county/"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "DIRECTORY_CACHE": str(tmp_path)},
        capture_output=True,
    )
    assert done.returncode == ends
    lines = (tmp_path / "asked").read_text().splitlines()
    assert [line.split()[0] for line in lines] == asked
    assert lines[1].startswith("compile my catalog -o ")
    if "publish" in asked:
        assert lines[2] == f"publish {lines[1].rpartition(' ')[2]} s3://county/"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["asked", "directory"]
