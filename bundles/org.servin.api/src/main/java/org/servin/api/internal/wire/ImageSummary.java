package org.servin.api.internal.wire;

import java.util.List;
import java.util.Map;
import org.servin.image.Image;
import org.servin.image.ImageId;

/** One element of {@code GET /images/json}; -1 where it was not asked for. */
public record ImageSummary(
        int containers, long created, String id, Map<String, String> labels, String parentId, List<String> repoDigests, List<String> repoTags, long sharedSize, long size, long virtualSize) {
    /** One image with those of its names that are to be shown. */
    public static ImageSummary of(Image i, List<String> tags, List<String> digests, int containers, long shared) {
        boolean nameless = tags.isEmpty() && digests.isEmpty();
        return new ImageSummary(containers, i.created().getEpochSecond(), i.id().value(), i.settings().labels(), i.parent().map(ImageId::value).orElse(""),
                nameless ? List.of("<none>@<none>") : digests.isEmpty() ? null : digests, nameless ? List.of("<none>:<none>") : tags.isEmpty() ? null : tags, shared, i.size(), i.size());
    }
}
