"""密封钥匙: the key of one submission, itself locked with the installation's; destroyed, it takes the content along."""

from django.db import models


class SealingKey(models.Model):
    """A random key of one submission's own."""

    locked = models.BinaryField("上锁的钥匙")

    bound_by = "随来件存在，到期销毁；换了钥匙，内容就打不开"

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "密封钥匙"
