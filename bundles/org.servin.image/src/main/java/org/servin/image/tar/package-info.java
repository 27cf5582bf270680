/**
 * Tar archives whose authors are not trusted: read, unpacked below a folder, and written from one. Names and attribute values are kept byte by
 * byte, which is why the format is read and written here: the libraries at hand decode attribute values, such as file capabilities, as text.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.image.tar;
