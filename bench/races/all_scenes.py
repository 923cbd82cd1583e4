"""The one list of scenes, by name."""

from bench.races.level_scenes import LEVEL_SCENES
from bench.races.outside import OUTSIDE
from bench.races.scenes import SCENES

BY_NAME = {scene.name: scene for scene in (*SCENES, *LEVEL_SCENES, *OUTSIDE)}
