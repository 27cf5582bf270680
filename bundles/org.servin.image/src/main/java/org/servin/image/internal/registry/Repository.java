package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.registry.RegistryHttp.Message;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** One repository at a registry that answers. Thread-safe. */
public final class Repository {
    private static final int MAX_TAG_PAGES = 1000;
    private static final int MAX_TAGS = 100_000;
    private static final Map<String, String> ACCEPT = Map.of("Accept", String.join(", ", MediaTypes.ACCEPTED));
    private final Connection connection;
    private final String path;
    private final String scope;

    Repository(Connection connection, String path, boolean push) {
        this.connection = connection;
        this.path = path;
        this.scope = "repository:" + path + (push ? ":pull,push" : ":pull");
    }

    /** Its path at the registry. */
    public String path() {
        return path;
    }

    /** The digest of what a tag stands for, without fetching it; empty if the registry does not say. */
    public Optional<String> digest(String tag) throws IOException {
        Answer response = ask("HEAD", at("manifests/" + tag), ACCEPT);
        response.body().close();
        return response.statusCode() == 200 ? response.headers().firstValue("Docker-Content-Digest").filter(Digests::isDigest) : Optional.empty();
    }

    /** Fetches a manifest or an index by tag or digest; a digest is checked. */
    public Manifest manifest(String tagOrDigest) throws IOException {
        Answer response = Connection.require(ask("GET", at("manifests/" + tagOrDigest), ACCEPT), 200);
        byte[] bytes = bounded(response, "manifest " + tagOrDigest);
        if (tagOrDigest.indexOf(':') >= 0 && !Digests.matches(tagOrDigest, bytes)) {
            throw new ServinException(ErrorKind.DATA_LOSS, "manifest verification failed for digest " + tagOrDigest);
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        return Manifest.parse(bytes, type.split(";", 2)[0].strip());
    }

    private static byte[] bounded(Answer response, String what) throws IOException {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(Json.MAX_DOCUMENT + 1);
            if (bytes.length > Json.MAX_DOCUMENT) {
                throw ServinException.invalid(what + " is larger than " + Json.MAX_DOCUMENT + " bytes");
            }
            OptionalLong length = response.headers().firstValueAsLong("Content-Length");
            if (length.isPresent() && length.getAsLong() != bytes.length) {
                throw new EOFException(what + ": unexpected EOF");
            }
            return bytes;
        }
    }

    /** Fetches small content, checked. */
    public byte[] document(Descriptor descriptor, String what) throws IOException {
        if (descriptor.size() > Json.MAX_DOCUMENT) {
            throw ServinException.invalid(what + " " + descriptor.digest() + " is larger than " + Json.MAX_DOCUMENT + " bytes");
        }
        byte[] bytes = bounded(found(ask("GET", blobAt(descriptor.digest()), Map.of()), 200), what + " " + descriptor.digest());
        if (!Digests.of(bytes).equals(descriptor.digest())) {
            throw new ServinException(ErrorKind.DATA_LOSS, what + " verification failed for digest " + descriptor.digest());
        }
        return bytes;
    }

    /** Registries word a missing blob in many ways; dockerd in one. */
    private static Answer found(Answer response, int... statuses) throws IOException {
        if (response.statusCode() == 404) {
            response.body().close();
            throw RegistryException.unknownBlob();
        }
        return Connection.require(response, statuses);
    }

    /**
     * Content as it arrives.
     *
     * @param offset where it starts: where it was asked to, or 0 if the registry cannot
     * @param rest bytes to come, if the registry said
     */
    public record Arriving(InputStream body, long offset, OptionalLong rest) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** Begins to fetch content from an offset: from the registry, or if it does not have it from where the content's manifest says it is. */
    public Arriving blob(Descriptor blob, long offset) throws IOException {
        Map<String, String> range = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        Answer response = ask("GET", blobAt(blob.digest()), range);
        for (String url : blob.urls()) {
            if (response.statusCode() < 300 || response.statusCode() == 416) {
                break;
            }
            response.body().close();
            response = connection.askStranger(new Message("GET", Connection.resolve(blobAt(blob.digest()), url), range, null));
        }
        boolean resumed = response.statusCode() == 206
                && response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + offset + "-");
        if (response.statusCode() == 416 || response.statusCode() == 206 && !resumed) {
            response.body().close();
            if (offset == 0) {
                throw new IOException("the registry has no beginning of " + blob.digest());
            }
            return blob(blob, 0);
        }
        found(response, 200, 206);
        return new Arriving(response.body(), resumed ? offset : 0, response.headers().firstValueAsLong("Content-Length"));
    }

    /** All tags, page by page. */
    public List<String> tags() throws IOException {
        List<String> tags = new ArrayList<>();
        URI next = at("tags/list");
        for (int page = 0; next != null && page < MAX_TAG_PAGES; page++) {
            Answer response = Connection.require(ask("GET", next, Map.of()), 200);
            JsonNode list = Json.object(bounded(response, "list of tags"), "list of tags");
            list.path("tags").forEach(tag -> tags.add(tag.asText()));
            if (tags.size() > MAX_TAGS) {
                throw ServinException.invalid("the registry lists more than " + MAX_TAGS + " tags of " + path);
            }
            String link = response.headers().firstValue("Link").orElse("");
            int end = link.indexOf('>');
            next = link.startsWith("<") && end > 0 ? Connection.resolve(next, link.substring(1, end)) : null;
        }
        return tags;
    }

    /** Whether the repository has content. */
    public boolean has(String digest) throws IOException {
        Answer response = ask("HEAD", blobAt(digest), Map.of());
        response.body().close();
        if (response.statusCode() == 401) {
            throw RegistryException.of(response.statusCode(), new byte[0], Challenge.find(Challenge.of(response.headers()), "bearer"));
        }
        return response.statusCode() == 200;
    }

    /**
     * Prepares to send content.
     *
     * @param elsewhere another repository of the registry that has it, to take it from without sending it
     */
    public BlobUpload upload(Descriptor content, BlobUpload.Source source, Optional<String> elsewhere) {
        return new BlobUpload(connection, at("blobs/uploads/"), scope, content, source, elsewhere);
    }

    /** Puts a manifest under a tag or its digest. */
    public void put(String tagOrDigest, String mediaType, byte[] bytes) throws IOException {
        try (Outgoing body = Outgoing.of(bytes)) {
            Message message = new Message("PUT", at("manifests/" + tagOrDigest), Map.of("Content-Type", mediaType), body);
            Connection.require(connection.ask(message, scope), 201, 200, 202).body().close();
        }
    }

    private Answer ask(String method, URI uri, Map<String, String> headers) throws IOException {
        return connection.ask(new Message(method, uri, headers, null), scope);
    }

    private URI blobAt(String digest) {
        return at("blobs/" + digest);
    }

    private URI at(String rest) {
        return connection.uri("/v2/" + path + "/" + rest);
    }
}
