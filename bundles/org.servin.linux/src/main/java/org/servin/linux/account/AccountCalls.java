package org.servin.linux.account;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C library's functions of this topic. They return an error number, and do not set errno. */
final class AccountCalls {
    static {
        Native.register(AccountCalls.class, "c");
    }

    private AccountCalls() { }

    static native int getpwuid_r(int uid, Pointer entry, Pointer buffer, long size, Pointer result);

    static native int getpwnam_r(Pointer name, Pointer entry, Pointer buffer, long size, Pointer result);

    static native int getgrgid_r(int gid, Pointer entry, Pointer buffer, long size, Pointer result);

    static native int getgrnam_r(Pointer name, Pointer entry, Pointer buffer, long size, Pointer result);

    static native int getgrouplist(Pointer user, int gid, Pointer groups, Pointer count);
}
