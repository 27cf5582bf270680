package org.servin.linux.seccomp;

import java.util.Arrays;
import java.util.Optional;

/** Conventions of calling the kernel that a filter can tell apart. */
public enum Architecture {
    /** 64-bit x86. */
    X86_64("SCMP_ARCH_X86_64", 0xC000003E, 0),
    /** 32-bit x86. */
    X86("SCMP_ARCH_X86", 0x40000003, 0),
    /** 32-bit pointers on 64-bit x86: a filter sees it as x86_64 with a bit set in the number. */
    X32("SCMP_ARCH_X32", 0xC000003E, 0x40000000),
    /** 64-bit ARM. */
    AARCH64("SCMP_ARCH_AARCH64", 0xC00000B7, 0);

    private final String text;
    private final int audit;
    private final int offset;

    Architecture(String text, int audit, int offset) {
        this.text = text;
        this.audit = audit;
        this.offset = offset;
    }

    /** The name in seccomp profiles: {@code SCMP_ARCH_X86_64}. */
    public String text() {
        return text;
    }

    /** {@code AUDIT_ARCH_*} of {@code linux/audit.h}, as a filter sees it. */
    public int audit() {
        return audit;
    }

    /** What is added to all its numbers. */
    public int offset() {
        return offset;
    }

    /** By its name in profiles; empty for one that we have no numbers of. */
    public static Optional<Architecture> named(String text) {
        return Arrays.stream(values()).filter(a -> a.text.equals(text)).findFirst();
    }

    /** That of this process. */
    public static Architecture ofHost() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }
}
