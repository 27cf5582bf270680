package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.VerifiedStream;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.registry.Connection.Question;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** One repository at a registry that answers. Thread-safe. */
public final class Repository {
    private static final int MAX_TAG_PAGES = 1000;
    private final Connection connection;
    private final String path;
    private final String scope;

    Repository(Connection connection, String path, boolean push) {
        this.connection = connection;
        this.path = path;
        this.scope = "repository:" + path + (push ? ":pull,push" : ":pull");
    }

    /** The registry. */
    public Connection connection() {
        return connection;
    }

    /** Fetches a manifest or an index by tag or digest; a digest is checked. */
    public Manifest manifest(String tagOrDigest) throws IOException {
        Question question = new Question("GET", at("manifests/" + tagOrDigest), Map.of("Accept", String.join(", ", MediaTypes.ACCEPTED)), null, scope);
        HttpResponse<InputStream> response = Connection.require(connection.ask(question), 200);
        byte[] bytes = bounded(response, "manifest " + tagOrDigest);
        if (Digests.isDigest(tagOrDigest) && !Digests.of(bytes).equals(tagOrDigest)) {
            throw new ServinException(ErrorKind.DATA_LOSS, "manifest verification failed for digest " + tagOrDigest + ": got " + Digests.of(bytes));
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        return Manifest.parse(bytes, type.split(";", 2)[0].strip());
    }

    private static byte[] bounded(HttpResponse<InputStream> response, String what) throws IOException {
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
        byte[] bytes = bounded(Connection.require(connection.ask(Question.of("GET", blobAt(descriptor.digest()), scope)), 200), what + " " + descriptor.digest());
        if (!Digests.of(bytes).equals(descriptor.digest())) {
            throw new ServinException(ErrorKind.DATA_LOSS, what + " verification failed for digest " + descriptor.digest() + ": got " + Digests.of(bytes));
        }
        return bytes;
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

    /** Begins to fetch content from an offset. */
    public Arriving blob(String digest, long offset) throws IOException {
        Map<String, String> range = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        HttpResponse<InputStream> response = connection.ask(new Question("GET", blobAt(digest), range, null, scope));
        if (response.statusCode() == 416) {
            response.body().close();
            return blob(digest, 0);
        }
        Connection.require(response, 200, 206);
        boolean resumed = response.statusCode() == 206
                && response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + offset + "-");
        if (response.statusCode() == 206 && !resumed) {
            response.body().close();
            return blob(digest, 0);
        }
        return new Arriving(response.body(), resumed ? offset : 0, response.headers().firstValueAsLong("Content-Length"));
    }

    /** All tags, page by page. */
    public List<String> tags() throws IOException {
        List<String> tags = new ArrayList<>();
        URI next = at("tags/list");
        for (int page = 0; next != null && page < MAX_TAG_PAGES; page++) {
            HttpResponse<InputStream> response = Connection.require(connection.ask(Question.of("GET", next, scope)), 200);
            JsonNode list = Json.object(bounded(response, "list of tags"), "list of tags");
            list.path("tags").forEach(tag -> tags.add(tag.asText()));
            String link = response.headers().firstValue("Link").orElse("");
            int end = link.indexOf('>');
            next = link.startsWith("<") && end > 0 ? connection.resolve(next, link.substring(1, end)) : null;
        }
        return tags;
    }

    /** Whether the repository has content. */
    public boolean has(String digest) throws IOException {
        HttpResponse<InputStream> response = connection.ask(Question.of("HEAD", blobAt(digest), scope));
        response.body().close();
        return response.statusCode() == 200;
    }

    /** Source of content to send; opened again when the registry asks twice. */
    @FunctionalInterface
    public interface Source {
        /** Opens it. */
        InputStream open() throws IOException;
    }

    /** Sends content in one piece. */
    public void upload(Descriptor content, Source source, LongConsumer progress) throws IOException {
        Question begin = new Question("POST", at("blobs/uploads/"), Map.of(), BodyPublishers::noBody, scope);
        HttpResponse<InputStream> begun = Connection.require(connection.ask(begin), 202);
        begun.body().close();
        String location = begun.headers().firstValue("Location").orElseThrow(() -> new IOException("the registry did not say where to upload to"));
        URI target = connection.resolve(begin.uri(), location);
        URI uri = URI.create(target + (target.getRawQuery() == null ? "?" : "&") + "digest=" + URLEncoder.encode(content.digest(), StandardCharsets.UTF_8));
        Question send = new Question("PUT", uri, Map.of("Content-Type", "application/octet-stream"), () -> BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> opened(source, progress)), Math.max(content.size(), 1)), scope);
        if (content.size() == 0) {
            throw new IOException("content " + content.digest() + " is empty");
        }
        Connection.require(connection.ask(send), 201, 204).body().close();
    }

    private static InputStream opened(Source source, LongConsumer progress) {
        try {
            return new VerifiedStream(source.open(), progress);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Puts a manifest under a tag or its digest. */
    public void put(String tagOrDigest, String mediaType, byte[] bytes) throws IOException {
        Question question = new Question("PUT", at("manifests/" + tagOrDigest), Map.of("Content-Type", mediaType), () -> BodyPublishers.ofByteArray(bytes), scope);
        Connection.require(connection.ask(question), 201, 200, 202).body().close();
    }

    private URI blobAt(String digest) {
        return at("blobs/" + digest);
    }

    private URI at(String rest) {
        return connection.uri("/v2/" + path + "/" + rest);
    }
}
