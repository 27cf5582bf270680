package org.servin.image.tar;

/**
 * What was unpacked.
 *
 * @param bytes sum of the files' sizes
 * @param entries number of entries
 */
public record ExtractResult(long bytes, long entries) { }
