package org.servin.image.internal.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.registry.RegistryHttp.Message;

/**
 * Content on its way to a registry. When a connection breaks, {@link #send} can be called again: it asks how much has arrived and goes on there, or begins anew where the registry
 * cannot tell. Used by one thread.
 */
public final class BlobUpload {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    private final Connection connection;
    private final URI begin;
    private final String usualScope;
    private final Descriptor content;
    private final Source source;
    private Optional<String> elsewhere;
    private URI session;

    BlobUpload(Connection connection, URI begin, String scope, Descriptor content, Source source, Optional<String> elsewhere) {
        this.connection = connection;
        this.begin = begin;
        this.usualScope = scope;
        this.content = content;
        this.source = source;
        this.elsewhere = elsewhere;
    }

    /** Source of content to send; opened again when it is sent again. */
    @FunctionalInterface
    public interface Source {
        /** Opens it at an offset. */
        InputStream open(long offset) throws IOException;
    }

    /**
     * Sends what is not there yet.
     *
     * @param progress hears how many bytes are there
     * @return whether nothing had to be sent, since the registry took the content from the other repository
     */
    public boolean send(LongConsumer progress) throws IOException {
        long offset = session == null ? -1 : arrived();
        if (offset < 0) {
            if (begun()) {
                return true;
            }
            offset = 0;
        }
        if (offset < content.size()) {
            patch(offset, progress);
        }
        finish();
        return false;
    }

    private String scope() {
        return elsewhere.map(from -> usualScope + " repository:" + from + ":pull").orElse(usualScope);
    }

    private boolean begun() throws IOException {
        try {
            return begin();
        } catch (RegistryException | UnauthenticatedException e) {
            if (elsewhere.isEmpty()) {
                throw e;
            }
            // not to have the other repository is no reason not to send it to this one
            elsewhere = Optional.empty();
            return begin();
        }
    }

    /** Begins; true if the registry has taken the content from the other repository instead. */
    private boolean begin() throws IOException {
        String query = elsewhere.map(from -> "?from=" + encoded(from) + "&mount=" + encoded(content.digest())).orElse("");
        try (Outgoing nothing = Outgoing.of(new byte[0])) {
            Answer response = connection.ask(new Message("POST", URI.create(begin + query), Map.of(), nothing), scope());
            Connection.require(response, 201, 202).body().close();
            if (response.statusCode() == 201 && elsewhere.isPresent()) {
                return true;
            }
            follow(response);
            return false;
        }
    }

    private void follow(Answer response) throws IOException {
        String location = response.headers().firstValue("Location").orElseThrow(() -> new IOException("the registry did not say where to upload to"));
        session = Connection.resolve(begin, location);
    }

    /** How many bytes have arrived; negative if there is no going on. */
    private long arrived() throws IOException {
        Answer response = connection.ask(Message.get(session), scope());
        response.body().close();
        Matcher range = RANGE.matcher(response.headers().firstValue("Range").orElse(""));
        if (response.statusCode() != 204 || !range.matches()) {
            session = null;
            return -1;
        }
        if (response.headers().firstValue("Location").isPresent()) {
            follow(response);
        }
        long last = Long.parseLong(range.group(1));
        return last == 0 ? 0 : Math.min(last + 1, content.size()); // nothing, too, is told as 0-0
    }

    private void patch(long offset, LongConsumer progress) throws IOException {
        long rest = content.size() - offset;
        try (Outgoing body = new Outgoing(() -> source.open(offset), rest, sent -> progress.accept(offset + sent))) {
            Message message = new Message("PATCH", session, Map.of("Content-Type", "application/octet-stream"), body);
            Message ranged = offset == 0 ? message : message.with("Content-Range", offset + "-" + (content.size() - 1));
            Answer response = Connection.require(connection.ask(ranged, scope()), 202, 201, 204);
            response.body().close();
            follow(response);
        } catch (RegistryException e) {
            session = null;
            throw e;
        }
    }

    private void finish() throws IOException {
        URI uri = URI.create(session + (session.getRawQuery() == null ? "?" : "&") + "digest=" + encoded(content.digest()));
        try (Outgoing nothing = Outgoing.of(new byte[0])) {
            Connection.require(connection.ask(new Message("PUT", uri, Map.of(), nothing), scope()), 201, 204).body().close();
        } catch (RegistryException e) {
            session = null;
            throw e;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
