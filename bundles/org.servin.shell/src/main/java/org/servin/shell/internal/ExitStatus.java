package org.servin.shell.internal;

/** What a command that ends a script gives to the client's caller. */
record ExitStatus(int code) { }
