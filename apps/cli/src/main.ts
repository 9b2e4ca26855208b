process.stdout.write('purse\n');
