package org.servin.linux.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

class DescriptorsTest {
    @TempDir
    Path folder;

    @Test
    void pipeCarriesBytesAndSaysWhenItWouldBlock() {
        try (Pipe pipe = Pipe.open(Descriptors.O_NONBLOCK)) {
            byte[] in = new byte[10];
            assertEquals(Descriptors.WOULD_BLOCK, Descriptors.read(pipe.read().number(), in, 0, 10));
            assertEquals(3, Descriptors.write(pipe.write().number(), "xabcx".getBytes(UTF_8), 1, 3));
            assertEquals(3, Descriptors.available(pipe.read().number()));
            assertEquals(3, Descriptors.read(pipe.read().number(), in, 2, 8));
            assertArrayEquals("\0\0abc".getBytes(UTF_8), Arrays.copyOf(in, 5));
            pipe.write().close();
            assertEquals(0, Descriptors.read(pipe.read().number(), in, 0, 10));
        }
    }

    @Test
    void writingWithoutReaderIsAnError() {
        try (Pipe pipe = Pipe.open(Descriptors.O_NONBLOCK)) {
            pipe.read().close();
            ErrnoException e = assertThrows(ErrnoException.class, () -> Descriptors.write(pipe.write().number(), new byte[1], 0, 1));
            assertTrue(e.is(Errno.EPIPE));
        }
    }

    @Test
    void fullPipeWouldBlock() {
        try (Pipe pipe = Pipe.open(Descriptors.O_NONBLOCK)) {
            assertEquals(4096, Descriptors.pipeSize(pipe.write().number(), 4096));
            assertEquals(4096, Descriptors.write(pipe.write().number(), new byte[5000], 0, 5000));
            assertEquals(Descriptors.WOULD_BLOCK, Descriptors.write(pipe.write().number(), new byte[1], 0, 1));
            assertEquals(0, Poll.one(pipe.write().number(), Poll.OUT, 0));
        }
    }

    @Test
    void splicesIntoAPlaceOfAFile() throws Exception {
        Path path = folder.resolve("ä spool");
        try (Pipe pipe = Pipe.open(Descriptors.O_NONBLOCK);
                Fd file = Descriptors.open(path, Descriptors.O_RDWR | Descriptors.O_CREAT, 0600)) {
            Descriptors.write(pipe.write().number(), "hello".getBytes(UTF_8), 0, 5);
            assertEquals(5, Descriptors.spliceToFile(pipe.read().number(), file.number(), 0, 1 << 20));
            assertEquals(Descriptors.WOULD_BLOCK, Descriptors.spliceToFile(pipe.read().number(), file.number(), 5, 1 << 20));
            Descriptors.write(pipe.write().number(), " you".getBytes(UTF_8), 0, 4);
            assertEquals(4, Descriptors.spliceToFile(pipe.read().number(), file.number(), 5, 1 << 20));
            assertEquals(9, Descriptors.size(file.number()));
            pipe.write().close();
            assertEquals(0, Descriptors.spliceToFile(pipe.read().number(), file.number(), 9, 1 << 20));
            assertEquals("hello you", Files.readString(path));
            byte[] back = new byte[20];
            assertEquals(3, Descriptors.pread(file.number(), back, 0, 20, 6));
            Descriptors.pwrite(file.number(), "ME".getBytes(UTF_8), 0, 2, 0);
            Descriptors.truncate(file.number(), 4);
            assertEquals("MEll", Files.readString(path));
        }
    }

    @Test
    void punchingKeepsTheSize() {
        try (Fd file = Descriptors.open(folder.resolve("holes"), Descriptors.O_RDWR | Descriptors.O_CREAT, 0600)) {
            byte[] bytes = new byte[300_000];
            Arrays.fill(bytes, (byte) 'x');
            Descriptors.pwrite(file.number(), bytes, 0, bytes.length, 0);
            Descriptors.punchHole(file.number(), 0, 200_000);
            assertEquals(300_000, Descriptors.size(file.number()));
            byte[] back = new byte[2];
            Descriptors.pread(file.number(), back, 0, 2, 199_999);
            assertArrayEquals(new byte[] {0, 'x'}, back);
        }
    }

    @Test
    void epollReportsWhatWasAdded() {
        try (Epoll epoll = new Epoll(4); EventFd event = new EventFd(); Pipe pipe = Pipe.open(Descriptors.O_NONBLOCK)) {
            epoll.add(event.number(), Epoll.IN, 0x1_0000_0001L);
            epoll.add(pipe.read().number(), Epoll.IN, -7);
            assertEquals(0, epoll.waitFor(0));
            event.signal();
            assertEquals(1, epoll.waitFor(1000));
            assertEquals(0x1_0000_0001L, epoll.data(0));
            event.clear();
            pipe.write().close();
            assertEquals(1, epoll.waitFor(1000));
            assertEquals(-7, epoll.data(0));
            assertEquals(Epoll.HUP, epoll.mask(0));
            epoll.remove(pipe.read().number());
            assertEquals(0, epoll.waitFor(0));
        }
    }

    @Test
    void pollSeesSeveralAndSkipsEmptyPlaces() {
        try (Pipe one = Pipe.open(0); Pipe two = Pipe.open(0)) {
            Poll poll = new Poll(3);
            poll.set(0, one.read().number(), Poll.IN);
            poll.set(2, two.read().number(), Poll.IN);
            assertEquals(0, poll.waitFor(0));
            Descriptors.write(two.write().number(), new byte[1], 0, 1);
            assertEquals(1, poll.waitFor(1000));
            assertEquals(0, poll.result(0));
            assertEquals(Poll.IN, poll.result(2));
        }
    }
}
