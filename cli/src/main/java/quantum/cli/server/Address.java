package quantum.cli.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address of Redis, whose user is replaced; scheme, place, files for TLS and sentinels stay. */
record Address(String url) {
  private static final Pattern PARTS = Pattern.compile("([a-z-]+://)(?:.*@)?([^@]*)");
  private static final Pattern LOGIN = Pattern.compile("[a-z-]+://[^:/@]*:([^@]*)@.*");

  Address as(String user, String password) {
    Matcher parts = PARTS.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no address");
    }
    return new Address(parts.group(1) + user + ":" + password + "@" + parts.group(2));
  }

  Optional<String> password() {
    Matcher login = LOGIN.matcher(url);
    return login.matches() ? Optional.of(login.group(1)) : Optional.empty();
  }
}
