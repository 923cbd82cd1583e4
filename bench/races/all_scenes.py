"""The one list of scenes, by name."""

from bench.races.anchor_scenes import ANCHOR_SCENES
from bench.races.envoy_scenes import ENVOY_SCENES
from bench.races.level_scenes import LEVEL_SCENES
from bench.races.outside import OUTSIDE
from bench.races.paper_scenes import PAPER_SCENES
from bench.races.scenes import SCENES, Scene


def _by_name(scenes: tuple[Scene, ...]) -> dict[str, Scene]:
    """A scene whose name another one has would never run, so that is an error."""
    named: dict[str, Scene] = {}
    for scene in scenes:
        if scene.name in named:
            raise ValueError(f"two scenes are called {scene.name!r}")
        named[scene.name] = scene
    return named


BY_NAME = _by_name((*SCENES, *LEVEL_SCENES, *OUTSIDE, *PAPER_SCENES, *ENVOY_SCENES, *ANCHOR_SCENES))
