"""扫码签到: who came to a training, by a code that changes every fifteen seconds."""
