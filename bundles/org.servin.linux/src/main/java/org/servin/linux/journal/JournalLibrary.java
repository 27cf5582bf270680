package org.servin.linux.journal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C interface, sd-journal(3). Loading this class loads the library. */
final class JournalLibrary {
    static final String NAME = "libsystemd.so.0";
    static final int LOCAL_ONLY = 1;

    static {
        Native.register(JournalLibrary.class, NAME);
    }

    private JournalLibrary() { }

    static native int sd_journal_open(Pointer journal, int flags);

    static native int sd_journal_open_directory(Pointer journal, Pointer path, int flags);

    static native void sd_journal_close(Pointer journal);

    static native int sd_journal_set_data_threshold(Pointer journal, long bytes);

    static native int sd_journal_add_match(Pointer journal, Pointer data, long length);

    static native int sd_journal_seek_head(Pointer journal);

    static native int sd_journal_seek_tail(Pointer journal);

    static native int sd_journal_seek_realtime_usec(Pointer journal, long microseconds);

    static native int sd_journal_seek_cursor(Pointer journal, Pointer cursor);

    static native int sd_journal_test_cursor(Pointer journal, Pointer cursor);

    static native int sd_journal_get_cursor(Pointer journal, Pointer cursor);

    static native int sd_journal_next(Pointer journal);

    static native int sd_journal_previous(Pointer journal);

    static native int sd_journal_get_realtime_usec(Pointer journal, Pointer microseconds);

    static native int sd_journal_get_data(Pointer journal, Pointer name, Pointer data, Pointer length);
}
