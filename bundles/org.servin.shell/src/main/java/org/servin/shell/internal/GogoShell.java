package org.servin.shell.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.shell.Shell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs scripts by Felix Gogo, each in a session of its own. */
@Component(service = Shell.class)
public final class GogoShell implements Shell {
    private static final Logger LOG = LoggerFactory.getLogger(GogoShell.class);
    private static final int MAX_SCRIPT = 1 << 20;
    private final CommandProcessor processor;

    /** Uses Gogo. */
    @Activate
    public GogoShell(@Reference CommandProcessor processor) {
        this.processor = processor;
    }

    @Override
    public void accept(SocketChannel client) {
        try (client) {
            Frames frames = new Frames(client);
            DataInputStream in = new DataInputStream(Channels.newInputStream(client));
            int length = in.readInt();
            if (length < 0 || length > MAX_SCRIPT) {
                throw new IOException("a script of " + length + " bytes, more than " + MAX_SCRIPT);
            }
            frames.status(run(new String(in.readNBytes(length), StandardCharsets.UTF_8), frames));
        } catch (IOException e) {
            LOG.debug("a client of the shell has left", e);
        }
    }

    private int run(String script, Frames frames) {
        try (PrintStream out = frames.output(); PrintStream errors = frames.errors();
                CommandSession session = processor.createSession(InputStream.nullInputStream(), out, errors)) {
            return run(script, session, out, errors);
        }
    }

    /** What a command throws is the answer to the client, of whatever class it is. */
    private static int run(String script, CommandSession session, PrintStream out, PrintStream errors) {
        try {
            Object result = session.execute(script);
            if (result instanceof ExitStatus status) {
                return status.code();
            }
            if (result != null) {
                out.println(session.format(result, Converter.INSPECT));
            }
            return 0;
        } catch (Exception e) {
            LOG.debug("a command of the shell failed: {}", script, e);
            errors.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return 1;
        }
    }
}
