package org.servin.image.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.servin.image.Progress;
import org.servin.image.internal.ImageRecorder;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.manifest.ImageConfig;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;

/** Reads image archives: those of {@code docker save}, old and new, and OCI layouts. Thread-safe. */
public final class Loader {
    private static final String NAME_ANNOTATION = "io.containerd.image.name";
    private static final String REF_ANNOTATION = "org.opencontainers.image.ref.name";
    private final Blobs blobs;
    private final LayerLoad layers;
    private final ImageTable table;
    private final Holds holds;
    private final ImageRecorder recorder;

    /** Uses these. */
    public Loader(Blobs blobs, LayerLoad layers, ImageTable table, Holds holds, ImageRecorder recorder) {
        this.blobs = blobs;
        this.layers = layers;
        this.table = table;
        this.holds = holds;
        this.recorder = recorder;
    }

    /** What is to be loaded. */
    private record Wanted(ImageConfig config, List<Descriptor> layers, List<Manifest> manifests, List<ImageReference> names) { }

    /** Loads all images of an archive and gives their ids. */
    public List<String> load(InputStream in, boolean quiet, Progress.Sink sink) throws IOException {
        List<String> loaded = new ArrayList<>();
        try (Holds.Hold hold = holds.hold()) {
            ArchiveFiles files = ArchiveFiles.read(in, blobs, hold);
            for (Wanted image : wanted(files)) {
                load(image, hold, quiet ? m -> { } : sink, sink);
                loaded.add(image.config.digest());
            }
        }
        return loaded;
    }

    private static List<Wanted> wanted(ArchiveFiles files) throws IOException {
        if (files.find("manifest.json").isPresent()) {
            return docker(files);
        }
        if (files.find("index.json").isPresent()) {
            return oci(files);
        }
        throw ServinException.invalid("invalid archive: it has neither a manifest.json nor an index.json");
    }

    private static List<Wanted> docker(ArchiveFiles files) throws IOException {
        List<Manifest> manifests = files.find("index.json").isPresent() ? ociManifests(files) : List.of();
        List<Wanted> images = new ArrayList<>();
        JsonNode list = Json.object(wrapped(files.document("manifest.json")), "manifest.json").path("list");
        if (!list.isArray()) {
            throw ServinException.invalid("manifest.json in the archive is no list of images");
        }
        for (JsonNode item : list) {
            ImageConfig config = ImageConfig.parse(files.document(item.path("Config").asText()));
            List<Descriptor> found = new ArrayList<>();
            for (JsonNode layer : item.path("Layers")) {
                found.add(files.get(layer.asText()));
            }
            List<ImageReference> names = new ArrayList<>();
            for (JsonNode tag : item.path("RepoTags")) {
                ImageReference reference = ImageReference.parse(tag.asText());
                if (reference.tag().isEmpty()) {
                    throw ServinException.invalid("invalid tag \"" + tag.asText() + "\"");
                }
                names.add(reference);
            }
            List<Manifest> fitting = manifests.stream()
                    .filter(m -> m instanceof Manifest.Single s && s.config().digest().equals(config.digest())).limit(1).toList();
            images.add(new Wanted(config, found, fitting, names));
        }
        return images;
    }

    /** The file is an array; everything else that is read is an object. */
    private static byte[] wrapped(byte[] array) {
        byte[] head = "{\"list\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] whole = java.util.Arrays.copyOf(head, head.length + array.length + 1);
        System.arraycopy(array, 0, whole, head.length, array.length);
        whole[whole.length - 1] = '}';
        return whole;
    }

    private static List<Manifest> ociManifests(ArchiveFiles files) throws IOException {
        List<Manifest> found = new ArrayList<>();
        for (JsonNode entry : Json.object(files.document("index.json"), "index.json").path("manifests")) {
            String digest = entry.path("digest").asText();
            if (Digests.isDigest(digest) && files.find(ArchiveFiles.blobName(digest)).isPresent()) {
                found.add(Manifest.parse(files.blob(digest), entry.path("mediaType").asText()));
            }
        }
        return found;
    }

    private static List<Wanted> oci(ArchiveFiles files) throws IOException {
        List<Wanted> images = new ArrayList<>();
        for (JsonNode entry : Json.object(files.document("index.json"), "index.json").path("manifests")) {
            String digest = entry.path("digest").asText();
            if (!Digests.isDigest(digest)) {
                throw ServinException.invalid("index.json names no usable digest: \"" + digest + "\"");
            }
            List<Manifest> all = new ArrayList<>(List.of(Manifest.parse(files.blob(digest), entry.path("mediaType").asText())));
            if (all.get(0) instanceof Manifest.Index index) {
                all.add(Manifest.parse(files.blob(index.choose(Platform.host()).digest()), ""));
            }
            if (!(all.get(all.size() - 1) instanceof Manifest.Single single)) {
                throw ServinException.invalid("manifest " + digest + " is an index of indexes, which is not supported in archives");
            }
            List<Descriptor> found = new ArrayList<>();
            for (Descriptor layer : single.layers()) {
                found.add(files.get(ArchiveFiles.blobName(layer.digest())));
            }
            images.add(new Wanted(ImageConfig.parse(files.blob(single.config().digest())), found, all, names(entry.path("annotations"))));
        }
        return images;
    }

    private static List<ImageReference> names(JsonNode annotations) {
        String full = annotations.path(NAME_ANNOTATION).asText("");
        String ref = annotations.path(REF_ANNOTATION).asText("");
        String name = full.isEmpty() && (ref.contains(":") || ref.contains("/")) ? ref : full;
        return name.isEmpty() ? List.of() : List.of(ImageReference.parse(name).exact());
    }

    private void load(Wanted image, Holds.Hold hold, Progress.Sink bars, Progress.Sink sink) throws IOException {
        if (!image.config.platform().os().equals("linux")) {
            throw ServinException.invalid("cannot load " + image.config.platform().os() + " image on linux");
        }
        List<String> diffIds = image.config.diffIds();
        if (diffIds.size() != image.layers.size()) {
            throw ServinException.invalid("invalid manifest, layers length mismatch: expected " + diffIds.size() + ", got " + image.layers.size());
        }
        List<String> chain = Digests.chain(diffIds);
        chain.forEach(id -> hold.layer(new LayerId(Digests.hex(id))));
        List<LayerRecord> records = layers.unpack(chain, diffIds, image.layers, hold, bars);
        announceMoves(image, sink);
        image.manifests.forEach(m -> hold.blob(m.digest()));
        recorder.record(image.config, records, image.manifests, image.names);
        image.names.forEach(name -> sink.show(Progress.text("Loaded image: " + name.familiar() + "\n")));
        if (image.names.isEmpty()) {
            sink.show(Progress.text("Loaded image ID: " + image.config.digest() + "\n"));
        }
    }

    private void announceMoves(Wanted image, Progress.Sink sink) {
        for (ImageReference name : image.names) {
            table.named(name).filter(old -> !old.equals(image.config.digest())).ifPresent(old -> sink.show(Progress.text(
                    "The image " + name.familiar() + " already exists, renaming the old one with ID " + old + " to empty string\n")));
        }
    }
}
