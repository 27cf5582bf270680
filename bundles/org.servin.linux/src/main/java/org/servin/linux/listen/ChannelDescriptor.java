package org.servin.linux.listen;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectableChannel;

/**
 * The descriptor under one of Java's channels. Every channel of the JDK on Linux has a public method for it, in a package that is not exported: the virtual machine has to be
 * started with {@code --add-exports java.base/sun.nio.ch=ALL-UNNAMED}.
 */
final class ChannelDescriptor {
    private static final MethodHandle GET = find();

    private ChannelDescriptor() { }

    private static MethodHandle find() {
        try {
            Class<?> channel = Class.forName("sun.nio.ch.SelChImpl", false, null);
            return MethodHandles.lookup().findVirtual(channel, "getFDVal", MethodType.methodType(int.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not tell the descriptors of its channels (--add-exports java.base/sun.nio.ch=ALL-UNNAMED)", e);
        }
    }

    /** Its number. What it names is this channel's only as long as the channel is open. */
    static int of(SelectableChannel channel) {
        try {
            return (int) GET.invoke(channel);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // the method declares none
        }
    }
}
