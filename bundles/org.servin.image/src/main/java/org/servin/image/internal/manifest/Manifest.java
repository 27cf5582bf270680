package org.servin.image.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What a registry or an archive says under a name: one image's manifest, or an index of several. */
public sealed interface Manifest {
    /** Its digest. */
    String digest();

    /** Byte for byte. */
    byte[] bytes();

    /** What it calls itself. */
    String mediaType();

    /** One image. */
    record Single(String digest, byte[] bytes, String mediaType, Descriptor config, List<Descriptor> layers) implements Manifest { }

    /** Several images, by platform. */
    record Index(String digest, byte[] bytes, String mediaType, List<Entry> entries) implements Manifest {
        /** One of them. */
        public record Entry(Descriptor manifest, Platform platform) { }

        /** The one that fits a platform best; NOT_FOUND in dockerd's words. */
        public Descriptor choose(Platform wanted) {
            Entry best = null;
            int bestFit = 0;
            for (Entry entry : entries) {
                int fit = wanted.runs(entry.platform);
                if (fit > bestFit) {
                    best = entry;
                    bestFit = fit;
                }
            }
            if (best == null) {
                throw ServinException.notFound("no matching manifest for " + wanted + " in the manifest list entries");
            }
            return best.manifest;
        }
    }

    /**
     * Reads a manifest or an index. INVALID_ARGUMENT naming what is wrong.
     *
     * @param declared the media type that it was delivered with; empty for unknown
     */
    static Manifest parse(byte[] bytes, String declared) {
        String digest = Digests.of(bytes);
        String what = "manifest " + digest;
        JsonNode node = Json.object(bytes, what);
        String type = node.path("mediaType").asText(isKnown(declared) ? declared : "");
        if (MediaTypes.isSchema1(declared) || MediaTypes.isSchema1(type) || node.path("schemaVersion").asInt() == 1) {
            throw new ServinException(ErrorKind.UNSUPPORTED, what + " is of Docker image manifest version 2, schema 1, which is no longer supported: push the image again with a newer tool");
        }
        if (type.isEmpty()) {
            type = node.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
        }
        if (MediaTypes.isIndex(type)) {
            return new Index(digest, bytes, type, entries(node, what));
        }
        if (!isKnown(type)) {
            throw ServinException.invalid("unsupported manifest media type and no default available: " + type);
        }
        return single(node, digest, bytes, type, what);
    }

    private static boolean isKnown(String type) {
        return MediaTypes.ACCEPTED.contains(type);
    }

    private static Single single(JsonNode node, String digest, byte[] bytes, String type, String what) {
        Descriptor config = descriptor(node.path("config"), what + ", config");
        if (!MediaTypes.isConfig(config.mediaType())) {
            String kind = config.mediaType().equals(MediaTypes.PLUGIN_CONFIG) ? "plugin" : "unknown";
            throw ServinException.invalid("Encountered remote \"" + config.mediaType() + "\"(" + kind + ") when fetching");
        }
        List<Descriptor> layers = new ArrayList<>();
        for (JsonNode layer : node.path("layers")) {
            layers.add(descriptor(layer, what + ", layer " + layers.size()));
        }
        return new Single(digest, bytes, type, config, List.copyOf(layers));
    }

    private static List<Index.Entry> entries(JsonNode node, String what) {
        List<Index.Entry> entries = new ArrayList<>();
        for (JsonNode entry : node.path("manifests")) {
            JsonNode platform = entry.path("platform");
            Platform described = platform.isObject()
                    ? new Platform(platform.path("os").asText(), platform.path("architecture").asText(), platform.path("variant").asText())
                    : Platform.host();
            entries.add(new Index.Entry(descriptor(entry, what + ", entry " + entries.size()), described));
        }
        return List.copyOf(entries);
    }

    private static Descriptor descriptor(JsonNode node, String what) {
        String digest = node.path("digest").asText();
        JsonNode size = node.path("size");
        if (!Digests.isDigest(digest)) {
            throw ServinException.invalid(what + " has no usable digest: \"" + digest + "\"");
        }
        if (!size.canConvertToLong() || !size.isIntegralNumber() || size.asLong() < 0) {
            throw ServinException.invalid(what + " has no usable size: " + size);
        }
        List<String> urls = new ArrayList<>();
        node.path("urls").forEach(url -> urls.add(url.asText()));
        return new Descriptor(node.path("mediaType").asText(), digest, size.asLong(), urls);
    }
}
