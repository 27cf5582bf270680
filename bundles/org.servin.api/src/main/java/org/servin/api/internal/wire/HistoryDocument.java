package org.servin.api.internal.wire;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.servin.image.HistoryEntry;
import org.servin.image.Image;

/** One element of {@code GET /images/{name}/history}. */
public record HistoryDocument(String comment, long created, String createdBy, String id, long size, List<String> tags) {
    /** How an image was made, newest first. The steps below the last are known here as parts of this image only, so they have no id, as in dockerd. */
    public static List<HistoryDocument> of(Image i) {
        List<HistoryDocument> all = new ArrayList<>();
        Iterator<Long> sizes = i.layerSizes().iterator();
        for (HistoryEntry h : i.history()) {
            long size = h.emptyLayer() || !sizes.hasNext() ? 0 : sizes.next();
            all.add(new HistoryDocument(text(h.comment()), seconds(h.created()), text(h.createdBy()), "<missing>", size, null));
        }
        Collections.reverse(all);
        if (!all.isEmpty()) {
            HistoryDocument top = all.get(0);
            all.set(0, new HistoryDocument(top.comment(), top.created(), top.createdBy(), i.id().value(), top.size(), i.tags().isEmpty() ? null : i.tags()));
        }
        return all;
    }

    private static long seconds(String created) {
        return created == null || created.isEmpty() ? 0 : OffsetDateTime.parse(created).toEpochSecond();
    }

    private static String text(String s) {
        return Objects.requireNonNullElse(s, "");
    }
}
