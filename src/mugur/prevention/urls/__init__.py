"""The addresses of prevention, gathered by noun."""

from . import agree, deliver, notice, path

app_name = "prevention"
urlpatterns = [*notice.urlpatterns, *agree.urlpatterns, *deliver.urlpatterns, *path.urlpatterns]
