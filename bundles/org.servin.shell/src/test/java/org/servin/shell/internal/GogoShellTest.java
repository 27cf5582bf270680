package org.servin.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.servin.image.StoreCheck;
import org.servin.image.StoreCheck.Damage;
import org.servin.image.StoreCheck.Report;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

@Timeout(30)
class GogoShellTest {
    @TempDir
    private Path folder;
    private final CommandProcessorImpl gogo = new CommandProcessorImpl(new ThreadIOImpl());
    private final GogoShell shell = new GogoShell(gogo);
    private ServerSocketChannel server;
    private CompletableFuture<Void> served;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(folder.resolve("s")));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        gogo.stop();
    }

    private void offer(StoreCheck check) {
        gogo.removeCommand("servin", "fsck"); // of several offers any would answer
        gogo.addCommand("servin", new StoreCommands(check), "fsck");
    }

    private SocketChannel ask(String script, int length) throws IOException {
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel accepted = server.accept();
        served = CompletableFuture.runAsync(() -> shell.accept(accepted));
        client.write(ByteBuffer.allocate(4 + script.length()).putInt(length).put(script.getBytes(StandardCharsets.US_ASCII)).flip());
        return client;
    }

    /** Output and errors, each line of them with its kind before, and the status. */
    private String answer(String script) throws IOException {
        StringBuilder text = new StringBuilder();
        try (SocketChannel client = ask(script, script.length())) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(client));
            while (true) {
                int kind = in.readByte();
                byte[] rest = in.readNBytes(in.readInt());
                if (kind == 0) {
                    return text.append(ByteBuffer.wrap(rest).getInt()).toString();
                }
                text.append(kind == 1 ? "" : "!").append(new String(rest, StandardCharsets.UTF_8));
            }
        }
    }

    private static StoreCheck finding(Damage... damages) {
        return (repair, progress) -> {
            progress.accept(repair ? "repairing" : "looking");
            return new Report(1, 2, 3, List.of(damages));
        };
    }

    @Test
    void aWholeStoreIsStatusZero() throws IOException {
        offer(finding());
        assertEquals("looking\n1 images, 2 contents, 3 unpacked layers: nothing is damaged\n0", answer("servin:fsck -n"));
        assertEquals("repairing\n1 images, 2 contents, 3 unpacked layers: nothing is damaged\n0", answer("fsck"));
    }

    @Test
    void theStatusSaysWhetherAllIsRepaired() throws IOException {
        Damage repaired = new Damage("content x", List.of("a:1", "b:2"), "it is missing", true, "");
        offer(finding(repaired));
        assertEquals("repairing\ndamaged: content x of a:1, b:2: it is missing; repaired\n1 images, 2 contents, 3 unpacked layers: 1 damaged, 1 repaired\n1", answer("servin:fsck"));
        offer(finding(repaired, new Damage("content y", List.of("c:3"), "it is missing", false, "no registry")));
        String answer = answer("servin:fsck");
        assertTrue(answer.contains("damaged: content y of c:3: it is missing; not repaired: no registry\n"), answer);
        assertTrue(answer.endsWith(": 2 damaged, 1 repaired\n4"), answer);
    }

    /** Takes bundles as the framework's own commands do. */
    public static final class Names {
        /** Says what they are called. */
        public String names(Bundle... bundles) {
            return String.join("+", Arrays.stream(bundles).map(Bundle::getSymbolicName).toList());
        }
    }

    private static <T> T fake(Class<T> type, BiFunction<String, Object[], Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answers.apply(method.getName(), arguments)));
    }

    @Test
    void bundlesAreNamedByNumberAndByName() throws IOException {
        Bundle bundle = fake(Bundle.class, (method, arguments) -> "org.example.some");
        gogo.addConverter(new BundleConverter(fake(BundleContext.class, (method, arguments) -> switch (method) {
            case "getBundles" -> new Bundle[] {bundle};
            default -> arguments[0].equals(7L) ? bundle : null;
        })));
        gogo.addCommand("test", new Names(), "names");
        assertEquals("org.example.some+org.example.some\n0", answer("names 7 org.example.some"));
        for (String unknown : List.of("8", "org.example.other", "99999999999999999999")) {
            assertTrue(answer("names " + unknown).endsWith("1"));
        }
    }

    @Test
    void failuresAreTold() throws IOException {
        offer((repair, progress) -> {
            throw new ServinException(ErrorKind.UNAVAILABLE, "no storage driver");
        });
        assertEquals("!no storage driver\n1", answer("servin:fsck"));
        assertEquals("!Command not found: nonsense\n1", answer("nonsense"));
    }

    @Test
    void aClientThatLeavesEndsWhatItAskedFor() throws Exception {
        CompletableFuture<ErrorKind> ended = new CompletableFuture<>();
        offer((repair, progress) -> {
            try {
                while (true) {
                    progress.accept("again");
                }
            } catch (ServinException e) {
                ended.complete(e.kind());
                throw e;
            }
        });
        try (SocketChannel client = ask("servin:fsck", "servin:fsck".length())) {
            assertEquals(1, new DataInputStream(Channels.newInputStream(client)).readByte());
        }
        assertEquals(ErrorKind.CANCELLED, ended.get());
        served.get();
    }

    @Test
    void aScriptMayNotBeTooLong() throws IOException, InterruptedException, ExecutionException {
        try (SocketChannel client = ask("x", Integer.MAX_VALUE)) {
            assertThrows(IOException.class, () -> new DataInputStream(Channels.newInputStream(client)).readByte());
        }
        served.get();
    }
}
