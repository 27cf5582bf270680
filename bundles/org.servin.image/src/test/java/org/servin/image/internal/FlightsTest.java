package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.layer.LayerFiller;
import org.servin.image.internal.layer.Layers;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.image.internal.transfer.Flights;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.WhiteoutForm;

@Timeout(60)
class FlightsTest {
    private static final String CHAIN = Digests.of(new byte[] {1});
    @TempDir
    private Path root;
    private final Flights flights = new Flights();
    private FolderStorage storage;
    private Blobs blobs;
    private Holds holds;

    @BeforeEach
    void start() throws IOException {
        blobs = TestEngine.blobs(root);
        storage = new FolderStorage(Files.createDirectories(root.resolve("layers")), true, WhiteoutForm.REMOVE);
        holds = new Holds(blobs, new Layers(storage, blobs, new LayerFiller(new PlainTars(), blobs.limit())), new ImageTable(new FakeStore(), blobs));
    }

    /** A layer in the driver, with content of its own as if it were packed in another way by everyone. */
    private LayerRecord layer(String content) {
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            LayerRecord layer = new LayerRecord(CHAIN, CHAIN, new Descriptor("", blobs.put(bytes), bytes.length), 0);
            try (LayerWriter writer = storage.write(layer.id(), Optional.empty())) {
                writer.commit();
            }
            return layer;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Asks for the layer on a thread of its own, which waits for the flight in progress when this returns. */
    private CompletableFuture<LayerRecord> second(Holds.Hold hold, String content) {
        CompletableFuture<LayerRecord> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> answer.complete(flights.once(CHAIN, hold, () -> layer(content))));
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return answer;
    }

    @Test
    void holdsTheContentOfWhatAnotherHasDone() throws Exception {
        try (Holds.Hold second = holds.hold()) {
            CompletableFuture<LayerRecord> shared;
            LayerRecord first;
            try (Holds.Hold other = holds.hold()) {
                CompletableFuture<CompletableFuture<LayerRecord>> waiting = new CompletableFuture<>();
                first = flights.once(CHAIN, other, () -> {
                    waiting.complete(second(second, "two"));
                    return layer("one");
                });
                other.blob(first.blob().digest());
                shared = waiting.get();
                assertEquals(first, shared.get());
            }
            assertTrue(blobs.has(first.blob()));
            assertTrue(storage.hasLayer(first.id()));
        }
        assertEquals(0, storage.folders().size());
    }

    @Test
    void doesAnewWhatAnotherHasTakenAway() throws Exception {
        try (Holds.Hold first = holds.hold(); Holds.Hold second = holds.hold()) {
            CompletableFuture<CompletableFuture<LayerRecord>> waiting = new CompletableFuture<>();
            flights.once(CHAIN, first, () -> {
                waiting.complete(second(second, "two"));
                LayerRecord gone = layer("one");
                storage.removeLayer(gone.id());
                return gone;
            });
            LayerRecord anew = waiting.get().get();
            assertEquals("two", new String(blobs.read(anew.blob().digest()), StandardCharsets.UTF_8));
            assertTrue(storage.hasLayer(anew.id()));
        }
    }
}
