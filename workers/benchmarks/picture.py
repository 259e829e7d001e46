"""Shots against PySceneDetect."""

from __future__ import annotations

from workers.benchmarks.running import Material, paired


def _scenes(material: Material) -> object:
    from clipping.scenes import study_picture

    return study_picture(material.media, material.info)


def _scenes_reference(material: Material) -> object:
    from scenedetect import AdaptiveDetector, detect

    return detect(str(material.media), AdaptiveDetector())


SCENES = paired("scenes", "PySceneDetect AdaptiveDetector", 0.25, _scenes, _scenes_reference)
