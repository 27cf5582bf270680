package org.servin.api.internal.wire;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.servin.image.HistoryEntry;
import org.servin.image.Image;
import org.servin.image.ImageId;

/** One element of {@code GET /images/{name}/history}. */
public record HistoryDocument(String comment, long created, String createdBy, String id, long size, List<String> tags) {
    /**
     * How an image was made, newest first. A step has the id and tags of the image that ended with it as far as the images it was made from are here.
     *
     * @param find an image by its id
     */
    public static List<HistoryDocument> of(Image i, Function<ImageId, Optional<Image>> find) {
        List<HistoryDocument> all = new ArrayList<>();
        Iterator<Long> sizes = i.layerSizes().iterator();
        for (HistoryEntry h : i.history()) {
            long size = h.emptyLayer() || !sizes.hasNext() ? 0 : sizes.next();
            all.add(new HistoryDocument(text(h.comment()), seconds(h.created()), text(h.createdBy()), "<missing>", size, null));
        }
        Collections.reverse(all);
        Optional<Image> at = Optional.of(i);
        for (int step = 0; step < all.size() && at.isPresent(); step++) {
            all.set(step, all.get(step).madeAs(at.get()));
            at = at.get().parent().flatMap(find);
        }
        return all;
    }

    private HistoryDocument madeAs(Image i) {
        return new HistoryDocument(comment, created, createdBy, i.id().value(), size, i.tags().isEmpty() ? null : i.tags());
    }

    private static long seconds(String created) {
        return created == null || created.isEmpty() ? 0 : OffsetDateTime.parse(created).toEpochSecond();
    }

    private static String text(String s) {
        return Objects.requireNonNullElse(s, "");
    }
}
