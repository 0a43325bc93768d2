package quantum.cli.proof;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What classes refer to: other classes, members as {@code package/Class.member:descriptor}, texts.
 */
final class References {
  private static final String CLASS = ".class";
  private static final String NO_CLASS = "package-info.class";

  private References() {}

  /**
   * Of each class of a jar or a folder, by its name with slashes.
   *
   * @throws IOException if it cannot be read
   */
  static SortedMap<String, SortedSet<String>> in(Path jarOrFolder) throws IOException {
    return Files.isDirectory(jarOrFolder) ? inFolder(jarOrFolder) : inJar(jarOrFolder);
  }

  private static SortedMap<String, SortedSet<String>> inFolder(Path folder) throws IOException {
    SortedMap<String, SortedSet<String>> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(it -> isClass(it.toString())).toList()) {
        found.put(named(folder.relativize(file).toString()), of(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  private static SortedMap<String, SortedSet<String>> inJar(Path file) throws IOException {
    SortedMap<String, SortedSet<String>> found = new TreeMap<>();
    try (JarFile jar = new JarFile(file.toFile())) {
      List<JarEntry> classes = jar.stream().filter(it -> isClass(it.getName())).toList();
      for (JarEntry entry : classes) {
        try (InputStream bytes = jar.getInputStream(entry)) {
          found.put(named(entry.getName()), of(bytes.readAllBytes()));
        }
      }
    }
    return found;
  }

  private static boolean isClass(String file) {
    return file.endsWith(CLASS) && !file.endsWith(NO_CLASS);
  }

  private static String named(String file) {
    return file.substring(0, file.length() - CLASS.length());
  }

  static SortedSet<String> of(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    SortedSet<String> references = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      text(entry).ifPresent(references::add);
    }
    return references;
  }

  private static Optional<String> text(PoolEntry entry) {
    return switch (entry) {
      case ClassEntry type -> Optional.of(type.asInternalName());
      case MemberRefEntry member ->
          Optional.of(
              member.owner().asInternalName()
                  + "."
                  + member.name().stringValue()
                  + ":"
                  + member.type().stringValue());
      case StringEntry string -> Optional.of(string.stringValue());
      default -> Optional.empty();
    };
  }
}
