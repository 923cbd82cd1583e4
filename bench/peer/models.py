"""The same contract as ours, stored and logged by widely used packages."""

from django.db import models
from simple_history.models import HistoricalRecords


class PeerFirm(models.Model):
    credit_code = models.CharField(max_length=18, unique=True)

    class Meta:
        app_label = "peer"


class PeerContract(models.Model):
    registration_number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    type = models.CharField(max_length=20)
    seller = models.CharField(max_length=120)
    seller_code = models.CharField(max_length=18)
    firm = models.ForeignKey(PeerFirm, null=True, on_delete=models.PROTECT)
    buyer = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    technology_amount = models.DecimalField(max_digits=18, decimal_places=2)
    signed_on = models.DateField()
    registered_on = models.DateField()
    history = HistoricalRecords()

    class Meta:
        app_label = "peer"
