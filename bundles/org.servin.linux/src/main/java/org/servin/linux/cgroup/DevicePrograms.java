package org.servin.linux.cgroup;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/** Loads programs that decide about the use of devices in a group of version 2 (bpf(2), {@code BPF_PROG_TYPE_CGROUP_DEVICE}). */
public final class DevicePrograms {
    // include/uapi/linux/bpf.h
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_ATTACH = 8;
    private static final int BPF_PROG_DETACH = 9;
    private static final int BPF_PROG_GET_FD_BY_ID = 13;
    private static final int BPF_PROG_QUERY = 16;
    private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private static final int BPF_CGROUP_DEVICE = 6;
    private static final int BPF_F_ALLOW_MULTI = 2;
    private static final int MOST_PROGRAMS = 64;
    private static final int INSTRUCTION = 8;
    private static final int ATTRIBUTES = 128;
    private static final long BPF = "aarch64".equals(System.getProperty("os.arch")) ? 280 : 321;

    private DevicePrograms() { }

    /**
     * Puts a program in force for a group, in place of those attached to it before.
     *
     * @param group the group
     * @param instructions the program: {@code struct bpf_insn}s in the machine's byte order
     */
    public static void replace(CgroupFolder group, byte[] instructions) {
        try (Fd folder = open(group); Fd program = load(instructions)) {
            List<Integer> before = attached(folder);
            attach(group, folder, program);
            for (int id : before) {
                detach(folder, id);
            }
        }
    }

    private static Fd open(CgroupFolder group) {
        int fd = CgroupCalls.open(CgroupFolder.bytes(group.path()), CgroupCalls.O_RDONLY | CgroupCalls.O_DIRECTORY | CgroupCalls.O_CLOEXEC, 0);
        if (fd < 0) {
            throw new ErrnoException("open", group.path().toString(), LibC.errno());
        }
        return new Fd(fd);
    }

    /** Loads a program without attaching it; the kernel's verifier has accepted it when this returns. */
    static Fd load(byte[] instructions) {
        try (Memory program = new Memory(instructions.length); Memory license = new Memory(INSTRUCTION)) {
            program.write(0, instructions, 0, instructions.length);
            license.setString(0, "Apache");
            ByteBuffer attributes = attributes()
                    .putInt(BPF_PROG_TYPE_CGROUP_DEVICE)
                    .putInt(instructions.length / INSTRUCTION)
                    .putLong(Pointer.nativeValue(program))
                    .putLong(Pointer.nativeValue(license));
            return new Fd(call("bpf load of a device program", BPF_PROG_LOAD, attributes));
        }
    }

    private static void attach(CgroupFolder group, Fd folder, Fd program) {
        ByteBuffer attributes = attributes().putInt(folder.number()).putInt(program.number()).putInt(BPF_CGROUP_DEVICE).putInt(BPF_F_ALLOW_MULTI);
        call("bpf attach to " + group.path(), BPF_PROG_ATTACH, attributes);
    }

    private static List<Integer> attached(Fd folder) {
        try (Memory ids = new Memory(MOST_PROGRAMS * Integer.BYTES)) {
            ByteBuffer attributes = attributes().putInt(folder.number()).putInt(BPF_CGROUP_DEVICE).putInt(0).putInt(0)
                    .putLong(Pointer.nativeValue(ids)).putInt(MOST_PROGRAMS);
            call("bpf query", BPF_PROG_QUERY, attributes);
            int count = attributes.getInt(24);
            List<Integer> result = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                result.add(ids.getInt((long) i * Integer.BYTES));
            }
            return result;
        }
    }

    private static void detach(Fd folder, int id) {
        try (Fd program = new Fd(call("bpf program " + id, BPF_PROG_GET_FD_BY_ID, attributes().putInt(id)))) {
            call("bpf detach", BPF_PROG_DETACH, attributes().putInt(folder.number()).putInt(program.number()).putInt(BPF_CGROUP_DEVICE));
        }
    }

    private static ByteBuffer attributes() {
        return ByteBuffer.allocate(ATTRIBUTES).order(ByteOrder.nativeOrder());
    }

    private static int call(String what, int command, ByteBuffer attributes) {
        while (true) {
            long result = CgroupCalls.syscall(BPF, command, attributes.array(), ATTRIBUTES);
            if (result >= 0) {
                return (int) result;
            }
            int errno = Native.getLastError();
            // EAGAIN: the verifier was disturbed by a signal, as bpf(2) tells.
            if (errno != Errno.EINTR && errno != Errno.EAGAIN) {
                throw new ErrnoException("bpf", what, errno);
            }
        }
    }
}
