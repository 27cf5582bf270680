/** Who may do what: tests with several users of one engine. */
package org.servin.itests.access;
