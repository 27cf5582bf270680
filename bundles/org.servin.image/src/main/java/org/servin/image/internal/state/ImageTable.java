package org.servin.image.internal.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.servin.image.HistoryEntry;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.manifest.ImageConfig;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which images are here and what they are called: all in memory, every change first made durable. Thread-safe; reading takes no lock, since creating a
 * container looks an image up.
 */
public final class ImageTable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageTable.class);
    private static final String IMAGES = "images";
    private static final String REFERENCES = "image-references";

    private final Store store;
    private final Map<String, ImageRecord> records = new ConcurrentHashMap<>();
    private final Map<String, ImageConfig> configs = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<String, Image> images = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, String> references = new ConcurrentSkipListMap<>();
    private final boolean complete;

    /** Reads what is kept. An image whose configuration cannot be read is reported and left out. */
    public ImageTable(Store store, Blobs blobs) {
        this.store = store;
        store.all(REFERENCES).forEach((ref, id) -> references.put(ref, new String(id, StandardCharsets.UTF_8)));
        List<String> unreadable = new ArrayList<>();
        store.all(IMAGES).forEach((id, document) -> {
            try {
                ImageRecord image = Json.MAPPER.readValue(document, ImageRecord.class);
                ImageConfig config = ImageConfig.parse(blobs.read(id));
                if (!config.digest().equals(id)) {
                    throw new ServinException(ErrorKind.DATA_LOSS, "its configuration is damaged: it has the digest " + config.digest());
                }
                configs.put(id, config);
                records.put(id, image);
            } catch (IOException | ServinException e) {
                LOG.error("image {} {} is left out until it is pulled or loaded again", id, referencesTo(id), e);
                unreadable.add(id);
            }
        });
        complete = unreadable.isEmpty();
        records.keySet().forEach(this::show);
    }

    /** Whether every image that is kept could be read: else what seems to be needed by nobody may be needed by what could not. */
    public boolean isComplete() {
        return complete;
    }

    /** What a change can do; only valid inside it. */
    public final class Draft {
        private final Map<String, Optional<ImageRecord>> imageChanges = new java.util.LinkedHashMap<>();
        private final Map<String, Optional<String>> referenceChanges = new java.util.LinkedHashMap<>();
        private final Map<String, ImageConfig> newConfigs = new java.util.HashMap<>();

        /** Keeps an image. */
        public void put(ImageRecord image, ImageConfig config) {
            imageChanges.put(image.id(), Optional.of(image));
            newConfigs.put(image.id(), config);
        }

        /** Changes an image's record. */
        public void update(ImageRecord image) {
            imageChanges.put(image.id(), Optional.of(image));
        }

        /** Forgets an image. */
        public void remove(String id) {
            imageChanges.put(id, Optional.empty());
        }

        /** Gives a name to an image, taking it from another. */
        public void name(ImageReference reference, String id) {
            referenceChanges.put(reference.toString(), Optional.of(id));
        }

        /** Takes a name off. */
        public void unname(ImageReference reference) {
            referenceChanges.put(reference.toString(), Optional.empty());
        }
    }

    /** Makes changes, all or none; they survive a power cut when this returns. */
    public synchronized void change(Consumer<Draft> action) {
        Draft draft = new Draft();
        action.accept(draft);
        if (draft.imageChanges.isEmpty() && draft.referenceChanges.isEmpty()) {
            return;
        }
        store.durably(changes -> {
            draft.imageChanges.forEach((id, image) -> image.ifPresentOrElse(i -> changes.put(IMAGES, id, Json.bytes(i)), () -> changes.remove(IMAGES, id)));
            draft.referenceChanges.forEach((ref, id) -> id.ifPresentOrElse(
                    i -> changes.put(REFERENCES, ref, i.getBytes(StandardCharsets.UTF_8)), () -> changes.remove(REFERENCES, ref)));
        });
        Set<String> touched = new HashSet<>(draft.imageChanges.keySet());
        configs.putAll(draft.newConfigs);
        draft.imageChanges.forEach((id, image) -> image.ifPresentOrElse(i -> records.put(id, i), () -> records.remove(id)));
        draft.referenceChanges.forEach((ref, id) -> {
            String before = id.isPresent() ? references.put(ref, id.get()) : references.remove(ref);
            Optional.ofNullable(before).ifPresent(touched::add);
            id.ifPresent(touched::add);
        });
        touched.forEach(this::show);
    }

    private void show(String id) {
        ImageRecord image = records.get(id);
        ImageConfig config = configs.get(id);
        if (image == null || config == null || image.removed()) {
            images.remove(id);
            if (image == null) {
                configs.remove(id);
            }
            return;
        }
        List<String> tags = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        for (ImageReference reference : referencesTo(id)) {
            (reference.isDigest() ? digests : tags).add(reference.familiar());
        }
        images.put(id, view(image, config, tags.stream().sorted().toList(), digests.stream().sorted().toList()));
    }

    private static Image view(ImageRecord image, ImageConfig config, List<String> tags, List<String> digests) {
        List<LayerRecord> layers = image.layers();
        Optional<LayerId> top = layers.isEmpty() ? Optional.empty() : Optional.of(layers.get(layers.size() - 1).id());
        List<HistoryEntry> history = config.history();
        String comment = history.isEmpty() ? "" : Optional.ofNullable(history.get(history.size() - 1).comment()).orElse("");
        return new Image(new ImageId(image.id()), tags, digests, Optional.ofNullable(image.parent()).map(ImageId::new), config.created(),
                Instant.ofEpochMilli(image.lastTagged()), config.author(), comment, config.architecture(), config.variant(), config.platform().os(),
                config.osVersion(), config.dockerVersion(), config.containerId(), config.settings(), config.diffIds(), top,
                layers.stream().mapToLong(LayerRecord::size).sum(), layers.stream().map(LayerRecord::size).toList(), history, config.bytes());
    }

    /** Finds by reference, id or beginning of an id; empty if there is none. INVALID_ARGUMENT for what cannot be a reference. */
    public Optional<Image> find(String text) {
        Optional<String> id = ImageReference.asId(text);
        if (id.isPresent()) {
            return Optional.ofNullable(images.get(id.get()));
        }
        if (text.startsWith("sha256:")) {
            return byPrefix(text);
        }
        String named = references.get(ImageReference.parse(text).exact().toString());
        Image image = named == null ? null : images.get(named);
        return image != null ? Optional.of(image) : byPrefix("sha256:" + text);
    }

    private Optional<Image> byPrefix(String prefix) {
        Map.Entry<String, Image> first = images.ceilingEntry(prefix);
        if (prefix.length() == "sha256:".length() || first == null || !first.getKey().startsWith(prefix)) {
            return Optional.empty();
        }
        String second = images.higherKey(first.getKey());
        return second != null && second.startsWith(prefix) ? Optional.empty() : Optional.of(first.getValue());
    }

    /** Finds; NOT_FOUND in dockerd's words. */
    public Image get(String text) {
        return find(text).orElseThrow(() -> {
            boolean isId = text.startsWith("sha256:") || ImageReference.asId(text).isPresent();
            String shown = isId ? ImageReference.asId(text).orElse(text) : tagged(ImageReference.parse(text)).familiar();
            return ServinException.notFound("No such image: " + shown);
        });
    }

    /** Finds one that must be of a platform, if one is given; NOT_FOUND in dockerd's words for others. */
    public Image get(String text, Optional<Platform> wanted) {
        Image image = get(text);
        Platform actual = new Platform(image.os(), image.architecture(), image.variant());
        wanted.filter(p -> !p.isMetBy(actual)).ifPresent(p -> {
            throw ServinException.notFound("image with reference " + text + " was found but does not match the specified platform: wanted " + p + ", actual: " + actual);
        });
        return image;
    }

    private static ImageReference tagged(ImageReference reference) {
        return reference.isDigest() ? reference : reference.exact();
    }

    /** All images, newest first. */
    public List<Image> list() {
        return images.values().stream().sorted(Comparator.comparing(Image::created).reversed().thenComparing(i -> i.id().value())).toList();
    }

    /** The image that a name stands for. */
    public Optional<String> named(ImageReference reference) {
        return Optional.ofNullable(references.get(reference.exact().toString()));
    }

    /** All names of an image, sorted. */
    public List<ImageReference> referencesTo(String id) {
        return references.entrySet().stream().filter(e -> e.getValue().equals(id)).map(e -> ImageReference.parse(e.getKey())).toList();
    }

    /** What is kept of an image, also of one removed by force. */
    public Optional<ImageRecord> record(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** The configuration of an image whose record is here. */
    public Optional<ImageConfig> config(String id) {
        return Optional.ofNullable(configs.get(id));
    }

    /** All that is kept, also of images removed by force. */
    public Collection<ImageRecord> records() {
        return List.copyOf(records.values());
    }

    /** The layer, if an image has it. */
    public Optional<LayerRecord> layer(String chainId) {
        return records.values().stream().flatMap(r -> r.layers().stream()).filter(l -> l.chainId().equals(chainId)).findFirst();
    }
}
