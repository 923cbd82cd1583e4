"""附件下载: what somebody sent beside a form, unsealed and given out as a file that no browser opens by itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from kezhang.submissions.models import SubmittedFile
from kezhang.submissions.sealing.seal import Unsealable
from kezhang.submissions.sending import submitted_files


def file_download(pk: int, submission: int) -> HttpResponse:
    """The file of this submission; 404 where it is another's, erased or gone from the disk."""
    row = get_object_or_404(SubmittedFile.objects.select_related("submission__key"), pk=pk, submission=submission)
    try:
        kept = submitted_files.opened(row)
    except (Unsealable, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(
        kept.content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, kept.name) or "attachment"},
    )
