"""Chat of every known format, made up in the real shape, one message each."""

from __future__ import annotations

import json
from pathlib import Path

from clipping.chat import ChatImport, read_chat

KEY = b"a key of this test"

YOUTUBE = {
    "replayChatItemAction": {
        "actions": [
            {
                "addChatItemAction": {
                    "item": {
                        "liveChatTextMessageRenderer": {
                            "id": "m1",
                            "message": {
                                "runs": [
                                    {"text": "사이즈 문의요 "},
                                    {"emoji": {"emojiId": "❤", "shortcuts": [":heart:"]}},
                                ]
                            },
                            "authorName": {"simpleText": "viewer1"},
                            "authorExternalChannelId": "UC1",
                        }
                    }
                }
            }
        ],
        "videoOffsetTimeMsec": "83000",
    }
}
TWITCH = {
    "FileInfo": {"Version": {"Major": 1}},
    "streamer": {"name": "shop"},
    "video": {"title": "live", "start": 0},
    "comments": [
        {
            "_id": "c1",
            "content_offset_seconds": 83.0,
            "commenter": {"_id": "7", "name": "viewer1"},
            "message": {"body": "얼마예요?", "bits_spent": 0, "user_badges": []},
        }
    ],
}
NAVER = {
    "comments": [
        {
            "commentNo": 101,
            "idNo": "A1",
            "nickname": "viewer1",
            "message": "두 개 사면 할인되나요?",
            "commentType": "CHATTING",
            "createdAtMilli": 83000,
            "hasAnswer": True,
        }
    ],
    "hasNext": False,
}
CHZZK = {
    "content": {
        "videoChats": [
            {
                "userIdHash": "viewer1",
                "content": "ㅋㅋㅋ",
                "messageTypeCode": 1,
                "profile": '{"nickname":"viewer1","userRoleCode":"streamer"}',
                "playerMessageTime": 83000,
            }
        ]
    }
}
FILES = {
    "youtube": json.dumps(YOUTUBE, ensure_ascii=False),
    "twitch": json.dumps(TWITCH, ensure_ascii=False, indent=1),
    "naver": json.dumps(NAVER, ensure_ascii=False),
    "chzzk": json.dumps(CHZZK, ensure_ascii=False),
    "soop": "<root><chat><u>viewer1</u><m>질문 &amp; 답</m><t>83.0</t></chat></root>",
    "bilibili": '<i><d p="83.0,1,25,16777215,1790000123,0,viewer1,12">多少钱</d></i>',
    "log": "[0:01:23] viewer1: 안녕하세요: 처음이에요\n",
    "csv": "시간,닉네임,내용\n00:01:23,viewer1,얼마예요\n",
    "json": '[{"time_in_seconds": 83.0, "message": "hi", "author": {"id": "viewer1"}}]',
}


def read(folder: Path, text: str | bytes, **options: object) -> ChatImport:
    path = folder / "chat"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_chat(path, key=KEY, **options)  # type: ignore[arg-type]
