package quantum.runtime;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A Lua script of this package, called by its digest; sent in full where Redis does not know it
 * yet.
 */
record Script(String source, String digest) {

  static Script named(String resource) {
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      byte[] source = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
      return new Script(
          new String(source, StandardCharsets.UTF_8), HexFormat.of().formatHex(digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-1
    }
  }

  List<Object> call(RedisCommands<String, String> commands, String[] keys, String... args) {
    try {
      return commands.evalsha(digest, ScriptOutputType.MULTI, keys, args);
    } catch (RedisNoScriptException unknown) {
      // after a restart or SCRIPT FLUSH; nothing was executed, so this is no repetition
      return commands.eval(source, ScriptOutputType.MULTI, keys, args);
    }
  }

  /** As {@link #call}, without waiting. */
  CompletionStage<List<Object>> later(
      RedisAsyncCommands<String, String> commands, String[] keys, String... args) {
    return commands.eval(source, ScriptOutputType.MULTI, keys, args);
  }
}
