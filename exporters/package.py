"""The package of a clip for a platform: its post and what belongs to it (`post.json`). Pure."""

from __future__ import annotations

from typing import Any

from exporters.post_text import LANGUAGES, ClipWords, post_language, write_post
from exporters.presets import Preset


def package_to_json(words: ClipWords, preset: Preset, duration_ms: int) -> dict[str, Any]:
    """The form of `post.json`, schema 1."""
    posts = {language: write_post(words, preset.post, language) for language in LANGUAGES}
    post = posts[post_language(words)]
    return {
        "schema": 1,
        "platform": preset.platform,
        "label": preset.label,
        "language": post.language,
        "title": post.title,
        "text": post.text,
        "hashtags": list(post.hashtags),
        "posts": {
            language: {
                "title": found.title,
                "text": found.text,
                "hashtags": list(found.hashtags),
                "notes": list(found.notes),
            }
            for language, found in posts.items()
        },
        "products": [
            {"id": product.id, "name": product.name, "url": product.url}
            for product in words.products
        ],
        "clip": f"{preset.platform}.mp4",
        "cover": "cover.jpg",
        "captions": "captions.srt",
        "duration_ms": duration_ms,
        "limits": {
            "text_units": preset.post.text_units,
            "title_units": preset.post.title_units,
            "hashtags": preset.post.hashtags,
        },
        "notes": list(post.notes),
    }
