package org.servin.launcher;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code servin shell}: has a running engine carry out commands of its shell. The protocol is that of the bundle {@code org.servin.shell}. */
@Command(name = "shell", mixinStandardHelpOptions = true, description = "Runs commands of a running engine's shell (Felix Gogo), such as servin:fsck; help lists them.")
final class ShellClient implements Callable<Integer> {
    private static final int STATUS = 0;
    private static final int OUTPUT = 1;

    @Option(names = {"--run", "--exec-root"}, paramLabel = "FOLDER", description = "the engine's run folder (default: /run/servin)")
    private Path run = Path.of("/run/servin");

    @Parameters(paramLabel = "COMMAND", description = "what to do; without, a script is read from the standard input")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        Path socket = ShellDoor.in(run);
        try (SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            byte[] script = words.isEmpty() ? System.in.readAllBytes() : String.join(" ", words).getBytes(StandardCharsets.UTF_8);
            ByteBuffer message = ByteBuffer.allocate(Integer.BYTES + script.length).putInt(script.length).put(script).flip();
            while (message.hasRemaining()) {
                engine.write(message);
            }
            return show(new DataInputStream(Channels.newInputStream(engine)));
        } catch (EOFException e) {
            System.err.println("servin: the engine has hung up");
        } catch (IOException e) {
            System.err.println("servin: no shell at " + socket + ": " + e.getMessage());
        }
        return 1;
    }

    private static int show(DataInputStream answer) throws IOException {
        while (true) {
            int kind = answer.readByte();
            byte[] rest = answer.readNBytes(answer.readInt());
            if (kind == STATUS) {
                return ByteBuffer.wrap(rest).getInt();
            }
            PrintStream to = kind == OUTPUT ? System.out : System.err;
            to.write(rest, 0, rest.length);
            to.flush();
        }
    }
}
