/** A text as one quoted word of a POSIX shell. */
export function shellQuoted(text: string): string {
  if (text.includes('\0')) {
    throw new Error(`a string in a shell script must not contain a NUL character, got: ${JSON.stringify(text)}; remove it`);
  }
  return `'${text.replace(/'/g, '\'"\'"\'')}'`;
}

/** A text as one word of a POSIX shell, quoted only if needed. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : shellQuoted(text);
}

/** A path as one word that no command mistakes for an option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}

/**
 * Variables that change which programs the shell that reads them runs, or what code programs load: setting one of them is never a setting of the proxy. The
 * file is read by root.
 */
const COMMANDEERING = /^(?:PATH|IFS|ENV|BASH_ENV|CDPATH|SHELL|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|PS[0-4]|BASH_FUNC_.*|LD_.*|DYLD_.*|GCONV_PATH|NLSPATH|LOCPATH|MALLOC_.*|GLIBC_TUNABLES|HOSTALIASES|RESOLV_HOST_CONF|TMPDIR)$/;

/** The lines that set variables when a shell reads them. */
export function shellVariables(what: string, values: { readonly [name: string]: string }): string {
  const lines = Object.entries(values).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new Error(`${what} must have names of letters, digits and underscores that do not begin with a digit, got: ${JSON.stringify(name)}; rename the variable`);
    }
    if (COMMANDEERING.test(name)) {
      throw new Error(`${what} must not set ${name}, which would change the programs that the machine runs as root, not the proxy; remove it`);
    }
    return `${name}=${shellQuoted(String(value))}`;
  });
  return [...lines.sort(), ''].join('\n');
}
