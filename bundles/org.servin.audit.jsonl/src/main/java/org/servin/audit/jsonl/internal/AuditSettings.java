package org.servin.audit.jsonl.internal;

/** The keys of the configuration {@code org.servin} that concern the audit log. */
public @interface AuditSettings {
    /** The file, by its absolute path; empty for none. */
    String audit$_$log() default "";

    /** Whether a request waits until its line is in the file, and must not be if it cannot be written. */
    boolean audit$_$log$_$required() default false;

    /** The size at which the file is put aside as {@code FILE.1}, for example {@code 10m}; {@code -1} for never. */
    String audit$_$log$_$max$_$size() default "-1";

    /** How many files there are at most, with the one that is written to; at least 2. */
    int audit$_$log$_$max$_$file() default 5;
}
